//! Jobs: their forms, who may do what, and what their pages say.

use super::server::Server;
use chrono::TimeDelta;
use model::{ArtifactVersion, JobId, Name, RunOutcome, authority::SystemScope, flink::FlinkJobId};
use serde_json::{Value, json};
use store::{NewRun, NewStep, NewSteps, ObservedJob, Outcome, RunAttempt, RunEnd, Uses};

const SETTINGS: &str = "&mode=streaming&checkpoint_interval_seconds=60&checkpoint_timeout_seconds=600\
    &checkpoints_retained=3&keep_on_cancel=true&restart=cluster_default&configuration=";

/// The project's script, and a cluster of another host on which the project may deploy.
async fn ground(server: &Server) -> (String, String) {
    let (store, system) = (&server.store, SystemScope::of_the_server());
    let cluster = store.ensure_local_cluster(&system, &Name::parse("Local").unwrap(), "elsewhere").await.unwrap();
    let uses = Uses { may_query: true, may_deploy: true };
    store.grant_cluster_by_server(&system, server.project, cluster.id, uses).await.unwrap();
    (server.script.to_string(), cluster.id.to_string())
}

/// Makes a job of the project's script; `more` is what is typed beside.
pub(super) async fn made(server: &Server, cookie: &str, name: &str, more: &str) -> String {
    let (script, cluster) = ground(server).await;
    let new = server.address("/projects/{project}/jobs/new");
    let typed = format!("name={name}&description=&script={script}&version=&cluster={cluster}{more}{SETTINGS}");
    server.post(&new, cookie, &typed).await.location().to_owned()
}

/// Whether a page says that a setting has a value, and who says so.
pub(super) fn says(text: &str, key: &str, value: &str, origin: &str) -> bool {
    let (text, head) = (text.replace("<!>", ""), format!("<code>{key}</code>"));
    let mut rows = text.split(&head).skip(1).filter_map(|rest| rest.split("</tr>").next());
    rows.any(|row| row.contains(&format!(">{value}</")) && row.contains(&format!("<td>{origin}</td>")))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_made_changed_and_deleted_without_script() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let (script, cluster) = ground(&server).await;
    let list = server.address("/projects/{project}/jobs");
    assert!(server.get(&list, &cookie).await.text.contains("The project has no jobs."));
    let new = format!("{list}/new");
    let form = server.get(&format!("{new}?script={script}"), &cookie).await.text;
    assert!(
        form.contains(&format!("value=\"{script}\" selected"))
            && form.contains("Inherited, else what the cluster does"),
        "{form}"
    );

    let typed = format!("name=Orders&description=all+of+them&script={script}&version=&cluster={cluster}");
    let wrong = format!("{typed}{}&parallelism=many", SETTINGS.replace("configuration=", "configuration=nothing%3A+1"));
    assert_eq!(server.post(&new, &cookie, &wrong).await.location(), new);
    let again = server.get(&new, &cookie).await.text;
    for kept in ["value=\"many\"", "all of them", "nothing: 1", "Flink has no setting “nothing”"] {
        assert!(again.contains(kept), "{kept}: {again}");
    }
    let made = server.post(&new, &cookie, &format!("{typed}{SETTINGS}&parallelism=2")).await;
    let page = made.location().to_owned();
    let shown = server.get(&page, &cookie).await.text;
    assert!(shown.contains("Not deployed") && says(&shown, "parallelism.default", "2", "The job"), "{shown}");
    assert!(shown.contains("data-live=\"job."), "{shown}");

    let deploy = server.get(&format!("{page}/deploy"), &cookie).await.text;
    assert!(deploy.contains("value=\"empty\" checked"), "{deploy}");
    let odd = server.post(&format!("{page}/deploy"), &cookie, "from=elsewhere").await;
    assert_eq!(odd.location(), format!("{page}/deploy"));

    let edit = format!("{page}/edit");
    let stale = server.post(&edit, &cookie, &format!("revision=9&act=save&{typed}{SETTINGS}")).await;
    assert_eq!(stale.location(), edit);
    assert!(server.get(&edit, &cookie).await.text.contains("Somebody else saved revision 1"));
    server.post(&edit, &cookie, &format!("revision=1&act=save&{typed}{SETTINGS}&parallelism=3")).await;
    assert!(says(&server.get(&page, &cookie).await.text, "parallelism.default", "3", "The job"));
    assert_eq!(server.post(&edit, &cookie, "revision=2&act=delete&confirmation=x").await.location(), edit);
    server.post(&edit, &cookie, "revision=2&act=delete&confirmation=Orders").await;
    assert!(server.get(&list, &cookie).await.text.contains("The job is deleted."));
    assert_eq!(server.get(&page, &cookie).await.status, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_operate_a_job_sees_why_and_an_act_is_refused() {
    let server = Server::start().await;
    let developer = server.sign_in("developer").await;
    let page = made(&server, &developer, "Orders", "").await;

    let viewer = server.sign_in("viewer").await;
    let shown = server.get(&page, &viewer).await.text;
    assert!(shown.contains("Needs the permission job.control") && !shown.contains("/deploy\""), "{shown}");
    assert_eq!(server.get(&format!("{page}/deploy"), &viewer).await.status, 403);
    assert_eq!(server.get(&format!("{page}/edit"), &viewer).await.status, 403);
    assert_eq!(server.post(&format!("{page}/deploy"), &viewer, "from=empty").await.status, 403);

    // Nothing runs, so there is nothing to stop; and a job that shall run on a host that is not here stays as it is.
    assert_eq!(server.post(&page, &developer, "act=stop").await.location(), page);
    assert!(server.get(&page, &developer).await.text.contains("while the job is not deployed yet"));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_inside_of_a_job_is_for_members_and_empty_until_it_is_deployed() {
    let server = Server::start().await;
    let developer = server.sign_in("developer").await;
    let page = made(&server, &developer, "Orders", "").await;
    let (viewer, stranger) = (server.sign_in("viewer").await, server.sign_in("stranger").await);
    let overview = server.get(&page, &viewer).await.text;
    for side in ["tasks", "metrics", "checkpoints", "exceptions", "logs"] {
        let address = format!("{page}/{side}");
        assert!(overview.contains(&format!("href=\"{address}\"")), "{overview}");
        let shown = server.get(&address, &viewer).await;
        assert_eq!(shown.status, 200);
        assert!(shown.text.contains("The job was never submitted."), "{}", shown.text);
        assert!(shown.text.contains(&format!("href=\"{address}\" aria-current=\"page\"")), "{}", shown.text);
        assert_eq!(server.get(&address, &stranger).await.status, 404);
        let own = server.project.to_string();
        let foreign = address.replace(&own, &server.foreign_project.to_string());
        assert_eq!(server.get(&foreign, &stranger).await.status, 404, "a job under another project");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_asked_of_many_jobs_and_what_refuses_it_is_told_by_name() {
    let server = Server::start().await;
    let developer = server.sign_in("developer").await;
    let list = server.address("/projects/{project}/jobs");
    let mut ids = Vec::new();
    for name in ["First", "Second"] {
        let page = made(&server, &developer, name, "").await;
        ids.push(page.rsplit('/').next().unwrap().to_owned());
    }
    let shown = server.get(&list, &developer).await.text;
    assert!(shown.contains(&format!("value=\"{}\" form=\"jobs-bulk\" aria-label=\"Pick First\"", ids[0])), "{shown}");
    let viewer = server.sign_in("viewer").await;
    assert!(!server.get(&list, &viewer).await.text.contains("jobs-bulk"), "who may ask for nothing picks nothing");

    let picked = format!("job={}&job={}", ids[0], ids[1]);
    let ask = server.get(&format!("{list}/bulk?act=start&{picked}"), &developer).await.text;
    assert!(ask.contains("Start 2 jobs") && ask.contains("newest state"), "{ask}");
    let stop = server.get(&format!("{list}/bulk?act=stop&{picked}"), &developer).await.text;
    assert!(!stop.contains("Stop 2 jobs") && stop.contains("not deployed yet"), "{stop}");
    assert_eq!(server.get(&format!("{list}/bulk?act=explode&{picked}"), &developer).await.status, 404);
    assert!(server.get(&format!("{list}/bulk?act=stop"), &developer).await.text.contains("No job was picked."));
    assert_eq!(server.get(&format!("{list}/bulk?act=start&{picked}"), &viewer).await.status, 403);

    let bulk = format!("{list}/bulk");
    assert_eq!(server.post(&bulk, &viewer, &format!("act=start&{picked}")).await.status, 403);
    assert_eq!(server.post(&bulk, &developer, "act=start").await.location(), list);
    assert!(server.get(&list, &developer).await.text.contains("role=\"alert\""));
    let gone = "01890000-0000-7000-8000-000000000001";
    server.post(&bulk, &developer, &format!("act=start&{picked}&job={gone}")).await;
    let after = server.get(&list, &developer).await.text;
    assert!(after.contains("Start: asked of 2 jobs.") && after.contains("A job that is not there any more"), "{after}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hands_are_kept_off_a_job_a_cluster_and_everything_with_a_reason_that_everybody_reads() {
    let server = Server::start().await;
    let (developer, admin) = (server.sign_in("developer").await, server.sign_in("ada").await);
    let (_, cluster) = ground(&server).await;
    let page = made(&server, &developer, "Orders", "").await;

    let own = format!("{page}/hands-off");
    assert_eq!(server.post(&own, &developer, "act=begin&reason=&hours=4").await.location(), own);
    assert!(server.get(&own, &developer).await.text.contains("id=\"reason-error\""));
    assert_eq!(server.post(&own, &developer, "act=begin&reason=Release&hours=many").await.location(), own);
    assert_eq!(server.post(&own, &developer, "act=begin&reason=Release&hours=4").await.location(), page);
    let viewer = server.sign_in("viewer").await;
    let shown = server.get(&page, &viewer).await.text;
    assert!(shown.contains("Hands off this job") && shown.contains("Release"), "{shown}");
    assert_eq!(server.post(&own, &viewer, "act=end").await.status, 403);

    let (of_cluster, of_all) = (format!("/clusters/{cluster}/hands-off"), "/clusters/hands-off");
    assert_eq!(server.post(&of_cluster, &developer, "act=begin&reason=x&hours=0").await.status, 403);
    server.post(&of_cluster, &admin, "act=begin&reason=Network&hours=0").await;
    server.post(of_all, &admin, "act=begin&reason=Audit&hours=24").await;
    let shown = server.get(&page, &viewer).await.text;
    assert!(
        shown.contains("Network") && shown.contains("Audit") && shown.contains("until somebody ends it"),
        "{shown}"
    );
    for address in [own.as_str(), &of_cluster, of_all] {
        let by = if address == own { &developer } else { &admin };
        server.post(address, by, "act=end").await;
    }
    assert!(!server.get(&page, &viewer).await.text.contains("Hands off this"), "nothing is left alone any more");
    server.stop().await;
}

/// A run of the job that was deployed, as if an engine had it.
pub(super) async fn seen_running(server: &Server, page: &str, cookie: &str, resolved: Value) {
    let (store, system) = (&server.store, SystemScope::of_the_server());
    // Nobody else carries it out.
    server.stop_working().await;
    server.post(&format!("{page}/deploy"), cookie, "from=empty").await;
    let claim = store.take_operation(&system, &["job.deploy"], "test", TimeDelta::minutes(1)).await.unwrap().unwrap();
    let id: JobId = page.rsplit('/').next().unwrap().parse().unwrap();
    let job = store.job_of_any(&system, id).await.unwrap();
    let version = store.version_for_deploy(&system, &claim, &job).await.unwrap();
    let new = NewRun {
        steps: None,
        attempt: RunAttempt::Asked,
        cluster: job.cluster_id,
        incarnation: None,
        version: ArtifactVersion::Script(version.id),
        flink_job_id: FlinkJobId::from_bytes([7; 16]),
        resolved,
        restored_from: None,
    };
    let run = store.begin_run(&system, &claim, id, new).await.unwrap();
    let seen = [ObservedJob { job: run.flink_job_id, state: "RUNNING".into() }];
    store.observe_runs(&system, job.cluster_id, &seen).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_logs_of_a_cluster_are_for_who_operates_the_only_project_on_it() {
    let server = Server::start().await;
    let (developer, viewer) = (server.sign_in("developer").await, server.sign_in("viewer").await);
    let (_, cluster) = ground(&server).await;
    let page = made(&server, &developer, "Orders", "").await;
    seen_running(&server, &page, &developer, json!({"version": 1})).await;
    let (logs, file) = (format!("{page}/logs"), format!("{page}/logs.txt"));
    let closed = "hold what other projects do there";

    assert!(!server.get(&logs, &developer).await.text.contains(closed));
    // The engine is one of another host: the page says that, and has no file.
    assert_eq!(server.get(&file, &developer).await.location(), logs);
    assert!(server.get(&logs, &viewer).await.text.contains(closed));
    assert_eq!(server.get(&file, &viewer).await.status, 404);

    let (system, uses) = (SystemScope::of_the_server(), Uses { may_query: true, may_deploy: false });
    let id = cluster.parse().unwrap();
    server.store.grant_cluster_by_server(&system, server.foreign_project, id, uses).await.unwrap();
    assert!(server.get(&logs, &developer).await.text.contains(closed), "another project has it too");
    assert_eq!(server.get(&file, &developer).await.status, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_have_tags_and_owners_and_the_list_is_filtered_by_them_without_script() {
    let server = Server::start().await;
    let developer = server.sign_in("developer").await;
    let (script, cluster) = ground(&server).await;
    let list = server.address("/projects/{project}/jobs");
    let new = format!("{list}/new");
    let typed = |name: &str, tags: &str| {
        format!("name={name}&description=&tags={tags}&script={script}&version=&cluster={cluster}{SETTINGS}")
    };
    let long = "x".repeat(33);
    assert_eq!(server.post(&new, &developer, &typed("Orders", &format!("nightly,{long}"))).await.location(), new);
    let again = server.get(&new, &developer).await.text;
    assert!(again.contains(&format!("nightly,{long}")) && again.contains("aria-invalid=\"true\""), "{again}");
    let odd = format!("{}&owner=nobody", typed("Orders", ""));
    assert_eq!(server.post(&new, &developer, &odd).await.location(), new);

    let orders = server.post(&new, &developer, &typed("Orders", "Nightly%0D%0Ateam+data")).await.location().to_owned();
    server.post(&new, &developer, &typed("Clicks", "")).await;
    let shown = server.get(&orders, &developer).await.text;
    assert!(shown.contains("/jobs?tag=team%20data\"") && shown.contains("<dt>Owner"), "{shown}");
    let rows = async |query: &str, cookie: &str| {
        let text = server.get(&format!("{list}?{query}"), cookie).await.text;
        ["Orders", "Clicks"].map(|name| text.contains(&format!("<strong>{name}<")))
    };
    assert_eq!(rows("", &developer).await, [true, true]);
    assert_eq!(rows("tag=nightly", &developer).await, [true, false]);
    assert_eq!(rows("owner=me", &developer).await, [true, true]);
    let viewer = server.sign_in("viewer").await;
    assert_eq!(rows("owner=me", &viewer).await, [false, false]);
    let edit = server.get(&format!("{orders}/edit"), &developer).await.text;
    assert!(edit.contains("Nightly, team data"), "{edit}");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_view_of_the_list_is_kept_shown_changed_and_deleted_without_script() {
    let server = Server::start().await;
    let (developer, viewer) = (server.sign_in("developer").await, server.sign_in("viewer").await);
    let list = server.address("/projects/{project}/jobs");
    made(&server, &developer, "Orders", "&tags=nightly").await;
    let shown = server.get(&format!("{list}?tag=nightly&hide=run"), &developer).await.text;
    let save = format!("{list}/views?tag=nightly&amp;hide=run");
    assert!(shown.contains(&save) && shown.contains("data-hide=\"run\""), "{shown}");

    let views = format!("{list}/views");
    let form = server.get(&format!("{views}?tag=nightly&hide=run"), &developer).await.text;
    assert!(form.contains("Tags: nightly · Hidden columns: Run"), "{form}");
    let query = "query=%7B%22tag%22%3A%22nightly%22%2C%22hidden%22%3A%5B%22run%22%5D%7D";
    assert_eq!(server.post(&views, &developer, &format!("name=&{query}")).await.location(), views);
    let again = server.get(&views, &developer).await.text;
    assert!(again.contains("aria-invalid=\"true\"") && again.contains("Tags: nightly"), "{again}");
    let kept = server.post(&views, &developer, &format!("name=Nightly+ones&is_shared=true&{query}")).await;
    assert_eq!(kept.location(), format!("{list}?tag=nightly&hide=run"));
    let shown = server.get(kept.location(), &viewer).await.text;
    let link = format!("href=\"{list}?tag=nightly&amp;hide=run\" aria-current=\"true\"");
    assert!(shown.contains(&link) && shown.contains("Nightly ones"), "{shown}");
    assert_eq!(server.post(&views, &viewer, &format!("name=Mine&is_shared=true&{query}")).await.status, 403);

    let page = server.get(&views, &developer).await.text;
    let (_, rest) = page.split_once(&format!("href=\"{views}/")).unwrap();
    let view = format!("{views}/{}", rest.split('"').next().unwrap());
    assert_eq!(server.get(&view, &viewer).await.status, 200);
    assert_eq!(server.post(&view, &viewer, "act=delete").await.status, 404);
    server.post(&view, &developer, "act=save&revision=1&name=Every+night").await;
    assert!(server.get(&list, &developer).await.text.contains("Every night"));
    assert_eq!(server.get(&view, &viewer).await.status, 404, "it is not shared any more");
    let replaced = server.post(&view, &developer, "act=replace&revision=2&query=%7B%22state%22%3A%22new%22%7D").await;
    assert_eq!(replaced.location(), format!("{list}?state=new"));
    server.post(&view, &developer, "act=delete").await;
    assert!(server.get(&views, &developer).await.text.contains("The view is deleted."));
    server.stop().await;
}

/// The job's run is at the second of its three steps, which failed.
pub(super) async fn failed_at_its_second_step(server: &Server, page: &str, cookie: &str) {
    let (store, system) = (&server.store, SystemScope::of_the_server());
    server.stop_working().await;
    server.post(&format!("{page}/deploy"), cookie, "from=empty").await;
    let claim = store.take_operation(&system, &["job.deploy"], "test", TimeDelta::minutes(1)).await.unwrap().unwrap();
    let id: JobId = page.rsplit('/').next().unwrap().parse().unwrap();
    let job = store.job_of_any(&system, id).await.unwrap();
    let version = store.version_for_deploy(&system, &claim, &job).await.unwrap();
    let step = |line| NewStep {
        flink_job_id: FlinkJobId::from_bytes([line as u8; 16]),
        line,
        statement: format!("INSERT INTO t{line}"),
    };
    let all: Vec<NewStep> = (1..=3).map(step).collect();
    let new = NewRun {
        attempt: RunAttempt::Asked,
        cluster: job.cluster_id,
        incarnation: None,
        version: ArtifactVersion::Script(version.id),
        flink_job_id: all[0].flink_job_id,
        steps: Some(NewSteps { all, first: 1, taken_from: None }),
        resolved: json!({"version": 1, "mode": "batch"}),
        restored_from: None,
    };
    let run = store.begin_run(&system, &claim, id, new).await.unwrap();
    let seen = [ObservedJob { job: run.flink_job_id, state: "FINISHED".into() }];
    store.observe_runs(&system, job.cluster_id, &seen).await.unwrap();
    store.begin_batch_step(&system, &claim, run.id, None).await.unwrap().unwrap();
    let failure = Some(json!({"code": "job_failed", "params": {"said": "no such file"}}));
    let end = RunEnd { outcome: RunOutcome::Failed, failure };
    store.end_run(&system, &claim, run.id, end).await.unwrap();
    store.finish_operation(&system, &claim, Outcome::Succeeded).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_steps_of_a_run_are_shown_and_it_is_resumed_at_the_one_that_failed() {
    let server = Server::start().await;
    let developer = server.sign_in("developer").await;
    let list = server.address("/projects/{project}/jobs");
    let page = made(&server, &developer, "Orders", "&mode=batch").await;
    failed_at_its_second_step(&server, &page, &developer).await;
    assert!(server.get(&list, &developer).await.text.contains("step 2 of 3"));
    let shown = server.get(&page, &developer).await.text;
    for said in
        ["Failed at step 2 of 3.", "INSERT INTO t3", "Not begun", "Flink says: no such file", "Resume at step 2"]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let (_, rest) = shown.split_once("name=\"run\" value=\"").unwrap();
    let run = rest.split('"').next().unwrap();
    let viewer = server.sign_in("viewer").await;
    assert_eq!(server.post(&page, &viewer, &format!("act=resume&run={run}")).await.status, 403);
    server.post(&page, &developer, &format!("act=resume&run={}", run.replace('0', "1"))).await;
    assert!(!server.get(&page, &developer).await.text.contains("It is being done."));
    assert_eq!(server.post(&page, &developer, &format!("act=resume&run={run}")).await.location(), page);
    let shown = server.get(&page, &developer).await.text;
    assert!(shown.contains("It is being done.") && shown.contains("<strong>Resume"), "{shown}");
    server.stop().await;
}
