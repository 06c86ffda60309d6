//! Templates: what inherits from what, and how long they stay.

use crate::{
    AuditFilter, Error, Event, Job, JobForm, NewScript, Template, TemplateForm, Uses,
    testing::{TestStore, desk::Desk, on_each_database, problems, request},
};
use model::{
    Artifact, Code, JobSettings, Name, ScriptText, TemplateId, Text, Topic,
    authority::SystemRole,
    job::{EffectiveSettings, Origin, RestartStrategy},
    templates::TemplateSettings,
};

fn form(name: &str, parent: Option<&Template>, parallelism: Option<u32>) -> TemplateForm {
    TemplateForm {
        name: Name::parse(name).unwrap(),
        description: Text::default(),
        parent: parent.map(|parent| parent.id),
        settings: TemplateSettings { parallelism, ..TemplateSettings::default() },
    }
}

async fn made(store: &TestStore, desk: &Desk, name: &str, parent: Option<&Template>) -> Template {
    store.create_template(&desk.scope(), &form(name, parent, None), &request()).await.unwrap()
}

/// A job with a template, or none.
async fn job(store: &TestStore, desk: &Desk, name: &str, template: Option<TemplateId>) -> Result<Job, Error> {
    let uses = Uses { may_query: true, may_deploy: true };
    store.grant_cluster_by_server(&desk.server, desk.member.project, desk.cluster.id, uses).await.unwrap();
    let text = ScriptText::parse("INSERT INTO sink SELECT * FROM source").unwrap();
    let new = NewScript { folder: None, name: Name::parse(name).unwrap(), text };
    let script = store.create_script(&desk.scope(), &new, &request()).await.unwrap();
    store.create_job(&desk.scope(), &job_form(desk, name, (script.id, template)), &request()).await
}

fn job_form(desk: &Desk, name: &str, (script, template): (model::ScriptId, Option<TemplateId>)) -> JobForm {
    JobForm {
        name: Name::parse(name).unwrap(),
        description: Text::default(),
        artifact: Artifact::Script { script, version: None },
        cluster: desk.cluster.id,
        settings: JobSettings::default(),
        template,
        labels: Default::default(),
    }
}

on_each_database! {
    async fn a_template_is_made_changed_and_deleted_and_the_audit_says_how(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope = desk.scope();
        let made = made(&store, &desk, "Nightly", None).await;
        let taken = store.create_template(&scope, &form("nightly", None, None), &request()).await;
        assert_eq!(problems(taken), [Code::NameTaken { name: "nightly".into() }]);
        let stale = store.update_template(&scope, (made.id, 2), &form("Nightly", None, Some(4)), &request()).await;
        assert_eq!(problems(stale), [Code::StaleRevision { now: 1 }]);
        store.update_template(&scope, (made.id, 1), &form("Nightly", None, Some(4)), &request()).await.unwrap();
        let now = store.template(&desk.scope(), made.id).await.unwrap();
        assert_eq!((now.settings.parallelism, now.revision, now.changed_by), (Some(4), 2, desk.member.user));
        let stale = store.delete_template(&scope, (made.id, 1), &request()).await;
        assert_eq!(problems(stale), [Code::StaleRevision { now: 2 }]);
        store.delete_template(&scope, (made.id, 2), &request()).await.unwrap();
        assert_eq!(store.templates(&desk.scope()).await.unwrap(), []);

        let admin = store.person("auditor", SystemRole::Administrator).await;
        let filter = AuditFilter { project: Some(desk.member.project), ..AuditFilter::default() };
        let rows = store.audit(&admin.allow().unwrap(), &filter, 50).await.unwrap();
        let acts: Vec<&str> = rows.iter().map(|row| row.act.as_str()).filter(|act| act.starts_with("template")).collect();
        assert_eq!(acts, ["template.delete", "template.update", "template.create"]);
        let changed = rows.iter().find(|row| row.act == "template.update").unwrap();
        let parallelism = |side: &Option<serde_json::Value>| side.as_ref().unwrap()["settings"]["parallelism"].clone();
        assert!(parallelism(&changed.before).is_null() && parallelism(&changed.after) == 4, "{changed:?}");
    }

    async fn templates_inherit_in_a_row_of_eight_and_never_in_a_circle(store: TestStore) {
        let desk = Desk::new(&store).await;
        let scope = desk.scope();
        let root = made(&store, &desk, "1", None).await;
        let mut row = vec![root];
        for number in 2..=8 {
            let next = made(&store, &desk, &number.to_string(), row.last()).await;
            row.push(next);
        }
        let ninth = store.create_template(&scope, &form("9", row.last(), None), &request()).await;
        assert_eq!(problems(ninth), [Code::TooManyInARow { most: 8 }]);
        for below in [0, 7] {
            let round = store.update_template(&scope, (row[0].id, 1), &form("1", Some(&row[below]), None), &request()).await;
            assert_eq!(problems(round), [Code::InheritsFromItself]);
        }
        let root = made(&store, &desk, "root", None).await;
        let deep = store.update_template(&scope, (row[0].id, 1), &form("1", Some(&root), None), &request()).await;
        assert_eq!(problems(deep), [Code::TooManyInARow { most: 8 }]);
        store.update_template(&scope, (row[1].id, 1), &form("2", Some(&root), None), &request()).await.unwrap();
        let inherited = store.inherited_settings(&desk.scope(), Some(row[2].id)).await.unwrap();
        let names: Vec<&str> = inherited.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["3", "2", "root"]);
    }

    async fn what_is_another_projects_cannot_be_named_nor_seen(store: TestStore) {
        let desk = Desk::new(&store).await;
        let stranger = store.person("eve", SystemRole::User).await;
        let elsewhere = store.project_of(&stranger, "Other").await;
        let foreign = store.create_template(&elsewhere.allow().unwrap(), &form("Theirs", None, None), &request()).await;
        let foreign = foreign.unwrap();
        assert!(matches!(store.template(&desk.scope(), foreign.id).await, Err(Error::Missing)));
        let named = store.create_template(&desk.scope(), &form("Ours", Some(&foreign), None), &request()).await;
        assert_eq!(problems(named), [Code::Missing]);
        assert_eq!(problems(job(&store, &desk, "Orders", Some(foreign.id)).await), [Code::Missing]);
        assert_eq!(store.inherited_settings(&desk.scope(), Some(foreign.id)).await.unwrap(), []);
        let deleted = store.delete_template(&desk.scope(), (foreign.id, 1), &request()).await;
        assert!(matches!(deleted, Err(Error::Missing)));
    }

    async fn a_template_stays_while_something_inherits_from_it(store: TestStore) {
        let desk = Desk::new(&store).await;
        let root = made(&store, &desk, "Root", None).await;
        let near = made(&store, &desk, "Near", Some(&root)).await;
        let orders = job(&store, &desk, "Orders", Some(near.id)).await.unwrap();
        let uses = store.template_uses(&desk.scope(), near.id).await.unwrap();
        assert_eq!((uses.jobs, uses.job_count, uses.templates), (vec![(orders.id, "Orders".into())], 1, vec![]));
        assert_eq!(store.template_uses(&desk.scope(), root.id).await.unwrap().templates, [(near.id, "Near".into())]);
        let counts = store.template_job_counts(&desk.scope()).await.unwrap();
        assert_eq!((counts.len(), counts[&near.id]), (1, 1));

        let refused = store.delete_template(&desk.scope(), (root.id, 1), &request()).await;
        assert_eq!(problems(refused), [Code::InUse { by: vec!["Near".into()] }]);
        let refused = store.delete_template(&desk.scope(), (near.id, 1), &request()).await;
        assert_eq!(problems(refused), [Code::InUse { by: vec!["Orders".into()] }]);
        let form = job_form(&desk, "Orders", (orders.artifact.script().unwrap(), None));
        let after = store.update_job(&desk.scope(), (orders.id, 1), &form, &request()).await.unwrap();
        assert_eq!(after.template_id, None);
        store.delete_template(&desk.scope(), (near.id, 1), &request()).await.unwrap();
        store.delete_template(&desk.scope(), (root.id, 1), &request()).await.unwrap();
    }

    async fn a_job_takes_from_two_templates_and_looks_different_when_one_of_them_does(store: TestStore) {
        let desk = Desk::new(&store).await;
        let root = made(&store, &desk, "Root", None).await;
        let restart = RestartStrategy::FixedDelay { attempts: 3, delay_seconds: 10 };
        let mut near = form("Near", Some(&root), Some(2));
        near.settings.restart = restart;
        let near = store.create_template(&desk.scope(), &near, &request()).await.unwrap();
        let orders = job(&store, &desk, "Orders", Some(near.id)).await.unwrap();
        let other = job(&store, &desk, "Other", None).await.unwrap();

        let mut feed = store.changes();
        let mut changed = form("Root", None, Some(8));
        changed.settings.configuration = [("pipeline.object-reuse".into(), "true".into())].into();
        store.update_template(&desk.scope(), (root.id, 1), &changed, &request()).await.unwrap();
        let moved = Topic::Job(desk.member.project, orders.id);
        loop {
            match feed.recv().await.unwrap() {
                Event::Change(change) if change.topic == moved && change.revision == orders.stamp + 1 => break,
                _ => {}
            }
        }
        let now = store.job(&desk.scope(), orders.id).await.unwrap();
        assert_eq!((now.stamp, now.revision), (orders.stamp + 1, orders.revision));
        assert_eq!(store.job(&desk.scope(), other.id).await.unwrap().stamp, other.stamp);

        let inherited = store.inherited_for_deploy(&desk.server, &now).await.unwrap();
        let all = EffectiveSettings::of(&inherited, &now.settings);
        assert_eq!(all.settings().parallelism, Some(2));
        assert_eq!(all.origins()["parallelism.default"], Origin::Template("Near".into()));
        assert_eq!(all.origins()["pipeline.object-reuse"], Origin::Template("Root".into()));
        assert_eq!(all.origins()["execution.checkpointing.interval"], Origin::Default);
    }

    async fn templates_go_with_their_project(store: TestStore) {
        let desk = Desk::new(&store).await;
        let root = made(&store, &desk, "Root", None).await;
        let near = made(&store, &desk, "Near", Some(&root)).await;
        job(&store, &desk, "Orders", Some(near.id)).await.unwrap();
        let project = store.project(&desk.scope()).await.unwrap();
        assert_eq!(store.project_contents(&desk.scope()).await.unwrap().templates, 2);
        store.delete_project(&desk.scope(), project.revision, &project.name, &request()).await.unwrap();
        assert_eq!(store.templates(&desk.scope()).await.unwrap(), []);
    }
}
