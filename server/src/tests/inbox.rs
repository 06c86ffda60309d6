//! What people are told of failures, and what is kept of these.

use super::{
    jobs::{failed_at_its_second_step, made},
    server::Server,
};
use model::authority::SystemScope;
use store::{KeptException, NewEvidence, NewLogEnd, ServedClusters};

/// Keeps something of every run that failed, and tells.
async fn collected(server: &Server) {
    let (store, system) = (&server.store, SystemScope::of_the_server());
    let cluster = store.watched_clusters(&system).await.unwrap().remove(0).id;
    let served = ServedClusters { local: Some(cluster), registered: true };
    let exception = KeptException {
        class: "java.io.IOException".into(),
        message: "no <such> file".into(),
        trace: "java.io.IOException: no <such> file\n\tat a.B.c(B.java:1)".into(),
        at: None,
        task: Some("Source (1/1)".into()),
    };
    let log = NewLogEnd { taskmanager: None, text: "2026-11-23 10:00:00,1 WARN  <a>\n".into() };
    let found = NewEvidence { exception: Some(exception), logs: vec![log], unread: None };
    for run in store.runs_without_evidence(&system, served).await.unwrap() {
        store.keep_evidence(&system, &run, &found).await.unwrap();
    }
    store.tell_of_failures(&system).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_answers_for_a_job_is_told_that_it_failed_and_finds_what_is_left_of_it() {
    let server = Server::start().await;
    let (developer, viewer) = (server.sign_in("developer").await, server.sign_in("viewer").await);
    let (stranger, admin) = (server.sign_in("stranger").await, server.sign_in("ada").await);
    assert!(server.get("/inbox", &developer).await.text.contains("No messages."));
    let page = made(&server, &developer, "Orders", "&mode=batch").await;
    failed_at_its_second_step(&server, &page, &developer).await;
    collected(&server).await;

    let job = server.get(&page, &developer).await.text;
    assert!(job.contains("aria-label=\"Inbox: 1 unread\"") && job.contains("data-live=\"inbox."), "{job}");
    let (_, rest) = job.split_once(&format!("href=\"{page}/runs/")).unwrap();
    let report = format!("{page}/runs/{}", rest.split('"').next().unwrap());
    assert!(report.ends_with("/evidence"), "{report}");
    let inbox = server.get("/inbox", &developer).await.text;
    assert!(inbox.contains("Orders failed") && inbox.contains("IOException: no &lt;such&gt; file"), "{inbox}");
    assert!(inbox.contains(&report), "{inbox}");
    assert!(server.get("/inbox", &viewer).await.text.contains("No messages."));

    let shown = server.get(&report, &admin).await.text;
    for said in
        ["Failure report of run 1", "no &lt;such&gt; file", "Source (1/1)", "WARN  &lt;a&gt;", "It could not be read."]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    let log = server.get(&format!("{report}.txt?process=jobmanager"), &admin).await;
    assert_eq!(log.text, "2026-11-23 10:00:00,1 WARN  <a>\n");
    assert_eq!(server.get(&format!("{report}.txt?process=taskmanager"), &admin).await.status, 404);
    // The log has what others did on the cluster; the exception is the job's own.
    let shown = server.get(&report, &viewer).await.text;
    assert!(shown.contains("no &lt;such&gt; file") && !shown.contains("WARN"), "{shown}");
    assert_eq!(server.get(&format!("{report}.txt"), &viewer).await.status, 404);
    assert_eq!(server.get(&report, &stranger).await.status, 404);

    let (_, rest) = inbox.split_once("name=\"message\" value=\"").unwrap();
    let message = format!("message={}", rest.split('"').next().unwrap());
    server.post("/inbox", &viewer, &message).await;
    assert!(server.get(&page, &developer).await.text.contains("Inbox: 1 unread"), "it is not the viewer's");
    assert_eq!(server.post("/inbox", &developer, "message=nothing").await.status, 404);
    assert_eq!(server.post("/inbox", &developer, &message).await.location(), "/inbox");
    let inbox = server.get("/inbox", &developer).await.text;
    assert!(inbox.contains("Orders failed") && !inbox.contains("unread"), "{inbox}");
    server.stop().await;
}
