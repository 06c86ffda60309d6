//! Registered clusters are looked at, whoever uses them or does not.

use crate::{
    gateway::{Gateway, Script},
    support::{House, server},
};
use model::authority::SystemScope;
use std::time::{Duration, Instant};
use store::SessionCluster;

async fn cluster(house: &House) -> SessionCluster {
    let clusters = house.store.watched_clusters(&SystemScope::of_the_server()).await.unwrap();
    clusters.into_iter().find(|cluster| cluster.id == house.cluster).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_nobody_uses_is_asked_for_its_version() {
    let gateway = Gateway::new(Script::default()).await;
    let house = House::new(&gateway.url, &gateway.url).await;
    assert_eq!(cluster(&house).await.seen_at, None);
    let _server = server(&house.store, "first").await;
    let begun = Instant::now();
    let seen = loop {
        let now = cluster(&house).await;
        if now.seen_at.is_some() {
            break now;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "nobody asked");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(seen.flink_version.map(|version| version.to_string()), Some("1.20.3".into()));
}
