//! The state that jobs keep, on their pages.

use super::{jobs::made, server::Server};

#[tokio::test(flavor = "multi_thread")]
async fn periodic_savepoints_are_set_and_a_job_is_deleted_with_its_state_by_who_may_operate_it() {
    let server = Server::start().await;
    let (developer, viewer) = (server.sign_in("developer").await, server.sign_in("viewer").await);
    let list = server.address("/projects/{project}/jobs");
    let page = made(&server, &developer, "Orders", "").await;
    assert!(server.get(&page, &viewer).await.text.contains("No automatic savepoints."));

    let own = format!("{page}/savepoints");
    assert_eq!(server.get(&own, &viewer).await.status, 403);
    assert_eq!(server.post(&own, &developer, "minutes=4&kept=0").await.location(), own);
    let shown = server.get(&own, &developer).await.text;
    assert!(shown.contains("id=\"minutes-error\"") && shown.contains("id=\"kept-error\""), "{shown}");
    assert!(shown.contains("value=\"4\""), "what was typed is kept: {shown}");
    assert_eq!(server.post(&own, &developer, "minutes=90&kept=2").await.location(), page);
    assert!(server.get(&page, &viewer).await.text.contains("One every 1 h 30 min, 2 kept."));

    // A list is a whole page, whether its lines were rendered before or not.
    for _ in 0..2 {
        let shown = server.get(&list, &developer).await.text;
        assert!(shown.contains("<title>Jobs") && shown.contains(">Orders<"), "{shown}");
    }
    let edit = format!("{page}/edit");
    let delete = "act=delete&revision=1&confirmation=Orders&with_state=on";
    assert_eq!(server.post(&edit, &viewer, delete).await.status, 403);
    assert_eq!(server.post(&edit, &developer, delete).await.location(), list);
    assert!(server.get(&list, &developer).await.text.contains("The job and its state are being deleted."));
    let begun = std::time::Instant::now();
    while server.get(&page, &developer).await.status != 404 {
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "the job is still there");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    server.stop().await;
}
