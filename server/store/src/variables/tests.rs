//! Variables as a whole.

use crate::{
    AuditFilter, Error, Result, Store, ValueChange, Variable, VariableForm,
    database::with_conn,
    schema::secrets,
    testing::desk::Desk,
    testing::{on_each_database, problems, request},
};
use chrono::TimeDelta;
use diesel::QueryDsl;
use diesel_async::RunQueryDsl;
use model::{
    Code, Text, VariableName, VariableText,
    authority::{Scope, VariableEdit},
};

fn plain(value: &str) -> ValueChange {
    ValueChange::Plain(VariableText::parse(value).unwrap())
}

fn secret(value: &str) -> ValueChange {
    ValueChange::Secret(VariableText::parse(value).unwrap())
}

fn form(name: &str, value: ValueChange) -> VariableForm {
    let description = Text::parse("what for").unwrap();
    VariableForm { name: VariableName::parse(name).unwrap(), description, value }
}

async fn create(store: &Store, desk: &Desk, name: &str, value: ValueChange) -> Variable {
    let id = store.create_variable(&desk.scope(), &form(name, value), &request()).await.unwrap();
    store.variable(&desk.scope(), id).await.unwrap()
}

/// Everything that the server knows, as it would be put in.
async fn values(store: &Store, desk: &Desk) -> Vec<(String, String, bool)> {
    let values = store.variable_values(&desk.server, desk.member.project).await.unwrap();
    values.into_iter().map(|value| (value.name.to_string(), value.value, value.is_secret)).collect()
}

async fn sealed(store: &Store) -> i64 {
    let count = async |store: &Store| -> Result<i64> {
        with_conn!(store, |conn| Ok(secrets::table.count().get_result(conn).await?))
    };
    count(store).await.unwrap()
}

on_each_database! {
    async fn plain_values_are_seen_and_secret_ones_only_put_in(store: TestStore) {
        let desk = Desk::new(&store).await;
        let servers = create(&store, &desk, "Kafka.servers", plain(" a:9092\nb ")).await;
        assert_eq!((servers.value.as_deref(), servers.is_secret), (Some(" a:9092\nb "), false));
        assert_eq!((servers.changed_by.as_str(), servers.changed_at), ("Grace", store.now()));
        let password = create(&store, &desk, "db_password", secret("hunter2")).await;
        assert_eq!((password.value, password.is_secret, password.secret_set_at), (None, true, Some(store.now())));
        let listed = store.variables(&desk.scope()).await.unwrap();
        assert_eq!(listed.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["db_password", "Kafka.servers"]);
        assert!(!format!("{listed:?}").contains("hunter2"));
        let known = values(&store, &desk).await;
        assert_eq!(known[0], ("db_password".into(), "hunter2".into(), true));
        assert_eq!(known[1], ("Kafka.servers".into(), " a:9092\nb ".into(), false));
        let shown = format!("{:?}", store.variable_values(&desk.server, desk.member.project).await.unwrap());
        assert!(!shown.contains("hunter2") && !shown.contains("9092"), "{shown}");
    }

    async fn a_name_is_taken_once_in_a_project_whatever_its_case(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope: Scope<VariableEdit> = desk.scope();
        create(&store, &desk, "a", plain("1")).await;
        let taken = [Code::NameTaken { name: "A".into() }];
        assert_eq!(problems(store.create_variable(&scope, &form("A", plain("2")), &request()).await), taken);
        let other = create(&store, &desk, "b", plain("2")).await;
        let renamed = store.update_variable(&scope, other.id, 1, &form("A", ValueChange::Keep), &request()).await;
        assert_eq!(problems(renamed), taken);
        let elsewhere = store.project_of(&desk.admin, "Other").await;
        store.create_variable(&elsewhere.allow().unwrap(), &form("A", plain("2")), &request()).await.unwrap();
        for value in [ValueChange::Keep, ValueChange::Seal] {
            let nothing = store.create_variable(&scope, &form("c", value), &request()).await;
            assert_eq!(problems(nothing), [Code::Required]);
        }
    }

    async fn a_value_changes_and_a_secret_one_stays_until_another_is_given(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope: Scope<VariableEdit> = desk.scope();
        let made = create(&store, &desk, "a", secret("hunter2")).await;
        let set_at = made.secret_set_at;
        store.wait(TimeDelta::minutes(1));
        store.update_variable(&scope, made.id, 1, &form("b", ValueChange::Keep), &request()).await.unwrap();
        let renamed = store.variable(&desk.scope(), made.id).await.unwrap();
        assert_eq!((renamed.name.as_str(), renamed.revision, renamed.secret_set_at), ("b", 2, set_at));
        assert_eq!(renamed.changed_at, store.now());
        assert_eq!(values(&store, &desk).await, [("b".into(), "hunter2".into(), true)]);

        let stale = store.update_variable(&scope, made.id, 1, &form("c", plain("x")), &request()).await;
        assert_eq!(problems(stale), [Code::StaleRevision { now: 2 }]);
        store.update_variable(&scope, made.id, 2, &form("b", secret("hunter3")), &request()).await.unwrap();
        assert_eq!(values(&store, &desk).await, [("b".into(), "hunter3".into(), true)]);
        store.update_variable(&scope, made.id, 3, &form("b", plain("seen")), &request()).await.unwrap();
        assert_eq!((values(&store, &desk).await, sealed(&store).await), (vec![("b".into(), "seen".into(), false)], 0));
        store.update_variable(&scope, made.id, 4, &form("b", ValueChange::Seal), &request()).await.unwrap();
        let hidden = store.variable(&desk.scope(), made.id).await.unwrap();
        assert_eq!((hidden.value, hidden.is_secret, hidden.secret_set_at), (None, true, Some(store.now())));
        assert_eq!(values(&store, &desk).await, [("b".into(), "seen".into(), true)]);
        store.update_variable(&scope, made.id, 5, &form("b", ValueChange::Seal), &request()).await.unwrap();
        assert_eq!(values(&store, &desk).await, [("b".into(), "seen".into(), true)], "it was sealed already");
    }

    async fn the_audit_has_plain_values_and_of_secrets_a_digest(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope: Scope<VariableEdit> = desk.scope();
        let made = create(&store, &desk, "a", secret("hunter2")).await;
        store.update_variable(&scope, made.id, 1, &form("a", plain("open")), &request()).await.unwrap();
        store.update_variable(&scope, made.id, 2, &form("a", plain("other")), &request()).await.unwrap();
        store.update_variable(&scope, made.id, 3, &form("a", secret("hunter3")), &request()).await.unwrap();
        store.delete_variable(&scope, made.id, 4, &request()).await.unwrap();
        let filter = AuditFilter { object_kind: Some("variable".into()), ..AuditFilter::default() };
        let mut rows = store.audit(&desk.admin.allow().unwrap(), &filter, 9).await.unwrap();
        rows.reverse();
        let acts: Vec<_> = rows.iter().map(|row| row.act.as_str()).collect();
        let update = "variable.update";
        assert_eq!(acts, ["variable.create", update, update, update, "variable.delete"]);
        let said = |row: usize| (rows[row].before.clone().unwrap_or_default(), rows[row].after.clone().unwrap_or_default());
        assert!(said(0).1["secret"].as_str().unwrap().starts_with("hmac-sha256:"));
        assert_eq!((&said(1).0["value"], &said(1).1["value"]), (&serde_json::Value::Null, &"open".into()));
        assert_eq!((&said(2).0["value"], &said(2).1["value"]), (&"open".into(), &"other".into()));
        assert!(said(3).0.get("value").is_none() && said(3).1.get("value").is_none());
        let all = format!("{rows:?}");
        assert!(!all.contains("hunter"), "{all}");
        assert_eq!(rows[4].object_name, "a");
    }

    async fn variables_of_another_project_do_not_exist(store: TestStore) {
        let desk = Desk::new(&store).await;
        let made = create(&store, &desk, "a", secret("hunter2")).await;
        let other = store.project_of(&desk.admin, "Other").await;
        assert!(matches!(store.variable(&other.allow().unwrap(), made.id).await, Err(Error::Missing)));
        assert!(store.variables(&other.allow().unwrap()).await.unwrap().is_empty());
        assert!(store.variable_values(&desk.server, other.project).await.unwrap().is_empty());
        let scope: Scope<VariableEdit> = other.allow().unwrap();
        let changed = store.update_variable(&scope, made.id, 1, &form("b", plain("x")), &request()).await;
        assert!(matches!(changed, Err(Error::Missing)));
        let deleted = store.delete_variable(&scope, made.id, 1, &request()).await;
        assert!(matches!(deleted, Err(Error::Missing)));
        assert_eq!(values(&store, &desk).await.len(), 1);
    }

    async fn a_secret_goes_with_its_variable_and_with_its_project(store: TestStore) {
        let desk = Desk::new(&store).await;
        let (one, _) = (create(&store, &desk, "a", secret("x")).await, create(&store, &desk, "b", secret("y")).await);
        let elsewhere = store.project_of(&desk.admin, "Other").await;
        store.create_variable(&elsewhere.allow().unwrap(), &form("a", secret("z")), &request()).await.unwrap();
        assert_eq!(sealed(&store).await, 3);
        let stale = store.delete_variable(&desk.scope(), one.id, 9, &request()).await;
        assert_eq!(problems(stale), [Code::StaleRevision { now: 1 }]);
        store.delete_variable(&desk.scope(), one.id, 1, &request()).await.unwrap();
        assert_eq!(sealed(&store).await, 2);
        store.delete_project(&desk.scope(), 1, "Orders", &request()).await.unwrap();
        assert_eq!(sealed(&store).await, 1, "the other project's");
    }
}
