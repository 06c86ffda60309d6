//! Views of the list of jobs that people keep.

use crate::{
    Error, MOST_VIEWS, SavedView, SavedViewForm, Store,
    testing::{TestStore, desk::Desk, on_each_database, problems, request},
};
use model::{
    Code, JobListQuery, JobOwner, JobState, Name, SavedViewId,
    authority::{Membership, ProjectRole, SystemRole},
};

fn form(name: &str, shared_by: Option<&Membership>) -> SavedViewForm {
    let query = JobListQuery { state: Some(JobState::Failed), owner: Some(JobOwner::Me), ..JobListQuery::default() };
    let shared_by = shared_by.map(|member| member.allow().unwrap());
    SavedViewForm { name: Name::parse(name).unwrap(), shared_by, query }
}

async fn kept(store: &Store, member: &Membership, form: &SavedViewForm) -> Result<SavedViewId, Error> {
    store.create_saved_view(&member.allow().unwrap(), form, &request()).await
}

async fn seen(store: &Store, member: &Membership) -> Vec<(String, String)> {
    let views = store.saved_views(&member.allow().unwrap()).await.unwrap();
    views.into_iter().map(|(view, keeper)| (view.name, keeper)).collect()
}

async fn one(store: &Store, member: &Membership, id: SavedViewId) -> Result<SavedView, Error> {
    store.saved_view(&member.allow().unwrap(), id).await
}

async fn colleague(store: &TestStore, desk: &Desk, name: &str, role: ProjectRole) -> Membership {
    let user = store.person(name, SystemRole::User).await.user;
    store.add_member(&desk.scope(), name, role, &request()).await.unwrap();
    store.membership(user, desk.member.project).await.unwrap().unwrap()
}

on_each_database! {
    async fn a_view_is_of_whoever_keeps_it_until_it_is_shared(store: TestStore) {
        let desk = Desk::new(&store).await;
        let grace = &desk.member;
        let viewer = colleague(&store, &desk, "alan", ProjectRole::Viewer).await;
        let own = kept(&store, grace, &form("Failed", None)).await.unwrap();
        kept(&store, grace, &form("All of us", Some(grace))).await.unwrap();
        let alans = kept(&store, &viewer, &form("failed", None)).await.unwrap();
        let pair = |name: &str, keeper: &str| (name.to_owned(), keeper.to_owned());
        assert_eq!(seen(&store, grace).await, [pair("All of us", "Grace"), pair("Failed", "Grace")]);
        assert_eq!(seen(&store, &viewer).await, [pair("failed", "alan"), pair("All of us", "Grace")]);
        assert!(matches!(one(&store, &viewer, own).await, Err(Error::Missing)));
        let view = one(&store, &viewer, alans).await.unwrap();
        assert_eq!((view.query, view.is_shared), (form("x", None).query, false));
        let elsewhere = store.project_of(&store.person("eve", SystemRole::User).await, "Other").await;
        assert_eq!(seen(&store, &elsewhere).await, []);
        assert!(matches!(one(&store, &elsewhere, own).await, Err(Error::Missing)));
    }

    async fn only_who_keeps_a_view_changes_it_and_who_may_share_clears_away_what_is_shared(store: TestStore) {
        let desk = Desk::new(&store).await;
        let grace = &desk.member;
        let developer = colleague(&store, &desk, "alan", ProjectRole::Developer).await;
        let viewer = colleague(&store, &desk, "ben", ProjectRole::Viewer).await;
        let id = kept(&store, grace, &form("Failed", Some(grace))).await.unwrap();
        let other = kept(&store, grace, &form("Other", None)).await.unwrap();
        let change = async |member: &Membership, id, revision, form: &SavedViewForm| {
            store.update_saved_view(&member.allow().unwrap(), (id, revision), form, &request()).await
        };
        assert!(matches!(change(&developer, id, 1, &form("x", None)).await, Err(Error::Missing)));
        assert_eq!(problems(change(grace, id, 7, &form("x", None)).await), [Code::StaleRevision { now: 1 }]);
        assert_eq!(problems(change(grace, id, 1, &form("OTHER", None)).await), [Code::NameTaken { name: "OTHER".into() }]);
        change(grace, id, 1, &form("Broken", Some(grace))).await.unwrap();
        assert_eq!(one(&store, &viewer, id).await.unwrap().name, "Broken");

        let delete = async |member: &Membership, id| {
            let sharing = member.allow().ok();
            store.delete_saved_view(&member.allow().unwrap(), sharing.as_ref(), id, &request()).await
        };
        assert!(matches!(delete(&viewer, id).await, Err(Error::Missing)));
        assert!(matches!(delete(&developer, other).await, Err(Error::Missing)));
        delete(&developer, id).await.unwrap();
        delete(grace, other).await.unwrap();
        assert_eq!(seen(&store, grace).await, []);
    }

    async fn there_is_an_end_to_how_many_views_one_person_keeps(store: TestStore) {
        let desk = Desk::new(&store).await;
        for number in 0..MOST_VIEWS {
            kept(&store, &desk.member, &form(&format!("View {number}"), None)).await.unwrap();
        }
        let more = kept(&store, &desk.member, &form("More", None)).await;
        assert_eq!(problems(more), [Code::TooMany { most: MOST_VIEWS }]);
        let viewer = colleague(&store, &desk, "alan", ProjectRole::Viewer).await;
        kept(&store, &viewer, &form("Mine", None)).await.unwrap();
    }
}
