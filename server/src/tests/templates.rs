//! Templates: their forms, what jobs get from them, and what their pages say.

use super::{
    jobs::{made, says, seen_running},
    server::Server,
};
use model::{
    JobId, TemplateId,
    authority::SystemScope,
    job::{EffectiveSettings, Origin},
};
use serde_json::json;

const NOTHING: &str = "&checkpoints=inherited&checkpoint_interval_seconds=60&checkpoint_timeout_seconds=600\
    &checkpoints_retained=3&restart=cluster_default";

/// Makes a template; its address and its id.
async fn template(server: &Server, cookie: &str, name: &str, more: &str) -> (String, String) {
    let new = server.address("/projects/{project}/templates/new");
    let page =
        server.post(&new, cookie, &format!("name={name}&description={NOTHING}{more}")).await.location().to_owned();
    let id = page.rsplit('/').next().unwrap().to_owned();
    assert!(id.parse::<TemplateId>().is_ok(), "{page}");
    (page, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_inherits_from_two_templates_and_its_pages_say_what_from_which() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let (root_page, root) =
        template(&server, &cookie, "Root", "&parallelism=4&configuration=pipeline.object-reuse%3A+true").await;
    let own = "&checkpoints=own&checkpoint_interval_seconds=30&checkpoint_timeout_seconds=90&keep_on_cancel=true";
    let near = format!("&parent={root}&state_backend=rocksdb{own}");
    let (near_page, near) = template(&server, &cookie, "Near", &near).await;
    let shown = server.get(&near_page, &cookie).await.text;
    assert!(says(&shown, "parallelism.default", "4", "Template Root"), "{shown}");
    assert!(says(&shown, "state.backend.type", "rocksdb", "Template Near") && shown.contains("The template is there."));

    let job = made(&server, &cookie, "Orders", &format!("&template={near}&parallelism=2")).await;
    let edit = server.get(&format!("{job}/edit"), &cookie).await.text;
    assert!(edit.contains(&format!("value=\"{near}\" selected")), "{edit}");
    for address in [job.clone(), format!("{job}/deploy")] {
        let shown = server.get(&address, &cookie).await.text;
        for (key, value, origin) in [
            ("parallelism.default", "2", "The job"),
            ("pipeline.object-reuse", "true", "Template Root"),
            ("execution.checkpointing.interval", "30 s", "Template Near"),
            ("execution.checkpointing.timeout", "90 s", "Template Near"),
            ("restart-strategy.type", "what the cluster does", "The cluster"),
        ] {
            assert!(says(&shown, key, value, origin), "{key} at {address}: {shown}");
        }
    }
    let list = server.get(&server.address("/projects/{project}/templates"), &cookie).await.text;
    assert!(list.contains("Near") && list.contains(&format!("href=\"{root_page}\"")), "{list}");
    assert!(server.get(&root_page, &cookie).await.text.contains("1 template:"));
    let used = server.get(&near_page, &cookie).await.text;
    assert!(used.contains("1 job:") && used.contains(&format!("href=\"{job}\"")), "{used}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_changed_and_deleted_without_script_and_what_is_wrong_is_said_at_its_field() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let list = server.address("/projects/{project}/templates");
    let jobs = server.get(&server.address("/projects/{project}/jobs"), &cookie).await.text;
    assert!(jobs.contains(&format!("href=\"{list}\"")), "{jobs}");
    assert!(server.get(&list, &cookie).await.text.contains("The project has no templates."));
    let new = format!("{list}/new");
    let wrong = format!("name=Root&description=for+all{NOTHING}&parallelism=many&configuration=nothing%3A+1");
    assert_eq!(server.post(&new, &cookie, &wrong).await.location(), new);
    let again = server.get(&new, &cookie).await.text;
    for kept in ["value=\"many\"", "for all", "nothing: 1", "Flink has no setting “nothing”", "aria-invalid"] {
        assert!(again.contains(kept), "{kept}: {again}");
    }
    let (root_page, root) = template(&server, &cookie, "Root", "").await;
    let (near_page, near) = template(&server, &cookie, "Near", &format!("&parent={root}")).await;
    let form = server.get(&root_page, &cookie).await.text;
    assert!(!form.contains(&format!("value=\"{near}\"")), "what inherits from it is no choice: {form}");

    let typed = format!("act=save&name=Root&description={NOTHING}");
    for (more, sentence) in [
        (format!("&revision=1&parent={near}"), "A template cannot inherit from itself"),
        (format!("&revision=1&parent={root}"), "A template cannot inherit from itself"),
        ("&revision=9".into(), "Somebody else saved revision 1"),
    ] {
        assert_eq!(server.post(&root_page, &cookie, &format!("{typed}{more}")).await.location(), root_page);
        assert!(server.get(&root_page, &cookie).await.text.contains(sentence), "{more}");
    }
    server.post(&root_page, &cookie, &format!("{typed}&revision=1&parallelism=8")).await;
    let shown = server.get(&near_page, &cookie).await.text;
    assert!(says(&shown, "parallelism.default", "8", "Template Root"), "{shown}");

    let job = made(&server, &cookie, "Orders", &format!("&template={near}")).await;
    for (page, confirmation, revision, said) in [
        (&root_page, "Root", 2, "used by Near"),
        (&near_page, "Near", 1, "used by Orders"),
        (&near_page, "x", 1, "Please type"),
    ] {
        let asked = format!("act=delete&revision={revision}&confirmation={confirmation}");
        assert_eq!(server.post(page, &cookie, &asked).await.location(), page);
        let refused = server.get(page, &cookie).await.text;
        assert!(
            refused.contains(said) && refused.contains("name=\"keep_on_cancel\" value=\"true\" checked"),
            "{refused}"
        );
    }
    let edit = server.get(&format!("{job}/edit"), &cookie).await.text;
    let script = server.script;
    let (_, cluster) = edit.split_once("name=\"cluster\"").unwrap();
    let cluster = cluster.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let without = format!("act=save&revision=1&name=Orders&description=&script={script}&version=&cluster={cluster}");
    server.post(&format!("{job}/edit"), &cookie, &format!("{without}{NOTHING}&mode=streaming&template=")).await;
    server.post(&near_page, &cookie, "act=delete&revision=1&confirmation=Near").await;
    assert!(server.get(&list, &cookie).await.text.contains("The template is deleted."));
    assert_eq!(server.get(&near_page, &cookie).await.status, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_says_that_its_template_changed_since_it_was_deployed_and_that_alone() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let (root_page, root) = template(&server, &cookie, "Root", "&parallelism=2").await;
    let page = made(&server, &cookie, "Orders", &format!("&template={root}")).await;
    let (store, system) = (&server.store, SystemScope::of_the_server());
    let id: JobId = page.rsplit('/').next().unwrap().parse().unwrap();
    let job = store.job_of_any(&system, id).await.unwrap();
    let all = EffectiveSettings::of(&store.inherited_for_deploy(&system, &job).await.unwrap(), &job.settings);
    assert_eq!(all.origins()["parallelism.default"], Origin::Template("Root".into()));
    let resolved = json!({"version": 1, "settings": all.settings(), "origins": all.origins()});
    seen_running(&server, &page, &cookie, resolved).await;

    let changed = "What the job inherits from its template was changed since it was deployed.";
    let by_job = "The settings were changed since it was deployed.";
    let shown = server.get(&page, &cookie).await.text;
    assert!(!shown.contains(changed) && !shown.contains(by_job), "{shown}");
    let save = |name: &str, revision: u8, parallelism: u8| {
        format!("act=save&revision={revision}&name={name}&description={NOTHING}&parallelism={parallelism}")
    };
    server.post(&root_page, &cookie, &save("Base", 1, 2)).await;
    assert!(!server.get(&page, &cookie).await.text.contains(changed), "it only has another name");
    server.post(&root_page, &cookie, &save("Base", 2, 3)).await;
    let shown = server.get(&page, &cookie).await.text;
    assert!(shown.contains(changed) && !shown.contains(by_job), "{shown}");
    let upgrade = server.get(&format!("{page}/upgrade"), &cookie).await.text;
    assert!(says(&upgrade, "parallelism.default", "3", "Template Base"), "{upgrade}");
    let run = store.newest_runs(&system, &job, 1).await.unwrap().remove(0).id;
    let again = server.get(&format!("{page}/runs/{run}/roll-back"), &cookie).await.text;
    assert!(says(&again, "parallelism.default", "2", "Template Root"), "as it was then: {again}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_are_seen_by_members_changed_by_who_edits_jobs_and_never_shared_between_projects() {
    let server = Server::start().await;
    let (developer, viewer) = (server.sign_in("developer").await, server.sign_in("viewer").await);
    let stranger = server.sign_in("stranger").await;
    let (page, _) = template(&server, &developer, "Root", "&parallelism=2").await;
    let list = server.address("/projects/{project}/templates");
    assert!(server.get(&list, &viewer).await.text.contains("Root"));
    let shown = server.get(&page, &viewer).await.text;
    assert!(
        says(&shown, "parallelism.default", "2", "Template Root") && !shown.contains("name=\"revision\""),
        "{shown}"
    );
    for address in [&page, &format!("{list}/new")] {
        let typed = format!("act=save&revision=1&name=Mine&description={NOTHING}");
        assert_eq!(server.post(address, &viewer, &typed).await.status, 403);
        assert_eq!(server.post(address, &stranger, &typed).await.status, 404);
    }
    assert_eq!(server.get(&format!("{list}/new"), &viewer).await.status, 403);
    assert_eq!(server.get(&list, &stranger).await.status, 404);

    let own = server.project.to_string();
    let elsewhere = list.replace(&own, &server.foreign_project.to_string());
    let theirs = format!("name=Theirs&description={NOTHING}");
    let made_there = server.post(&format!("{elsewhere}/new"), &stranger, &theirs).await;
    let foreign = made_there.location().rsplit('/').next().unwrap();
    assert_eq!(server.get(&format!("{list}/{foreign}"), &developer).await.status, 404);
    let new = format!("{list}/new");
    let typed = format!("name=Ours&description={NOTHING}&parent={foreign}");
    assert_eq!(server.post(&new, &developer, &typed).await.location(), new);
    assert!(server.get(&new, &developer).await.text.contains("id=\"parent-error\""));
    assert!(made(&server, &developer, "Orders", &format!("&template={foreign}")).await.ends_with("/jobs/new"));
    assert!(
        server
            .get(&server.address("/projects/{project}/jobs/new"), &developer)
            .await
            .text
            .contains("id=\"template-error\"")
    );
    server.stop().await;
}
