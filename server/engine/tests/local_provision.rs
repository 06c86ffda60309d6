//! Bringing the jars of Flink to this host, with the real Maven client.

#![expect(clippy::unwrap_used, reason = "a test may panic, in what it shares with others too")]

use engine::local::{Artifact, Java, LocalError, Manifest, Provisioner};
use std::{fs, path::Path, time::Duration};

fn small(sha256: &str) -> Manifest {
    let bundled = Manifest::bundled();
    let find = |name: &str| bundled.core.iter().find(|jar| jar.coordinate.contains(name)).unwrap().clone();
    let metrics = find(":flink-metrics-core:");
    let core = vec![find(":minlog:"), Artifact { sha256: sha256.into(), ..metrics }];
    Manifest { core, sets: vec![], ..bundled }
}

fn right_hash() -> String {
    let bundled = Manifest::bundled();
    bundled.core.iter().find(|jar| jar.coordinate.contains(":flink-metrics-core:")).unwrap().sha256.clone()
}

fn provisioner(homes: &Path, manifest: Manifest) -> Provisioner {
    Provisioner { manifest, homes: homes.into(), maven: None, timeout: Duration::from_secs(300) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_is_made_of_real_files_and_is_there_at_once() {
    let homes = tempfile::tempdir().unwrap();
    let java = Java::find(None).await.unwrap();
    let provisioner = provisioner(homes.path(), small(&right_hash()));
    assert!(provisioner.home().is_none());

    let mut last = None;
    let home = provisioner.provide_core(&java, |progress| last = Some(progress)).await.unwrap();
    let last = last.unwrap();
    assert_eq!((last.files, last.files_total, last.bytes), (2, 2, last.bytes_total));
    assert_eq!(home.lib.len(), 2);
    assert!(home.lib.iter().all(|jar| fs::symlink_metadata(jar).unwrap().is_file()));
    assert_eq!(provisioner.home().unwrap(), home);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_download_is_thrown_away_and_gone_on_with() {
    let homes = tempfile::tempdir().unwrap();
    let java = Java::find(None).await.unwrap();
    let provisioner = provisioner(homes.path(), small(&right_hash()));
    let jars = homes.path().join(".work").join(provisioner.manifest.home_name()).join("core/jars");
    fs::create_dir_all(&jars).unwrap();
    fs::write(jars.join(provisioner.manifest.core[1].file_name()), "half of a jar").unwrap();

    let home = provisioner.provide_core(&java, |_| {}).await.unwrap();
    assert_eq!(
        fs::metadata(home.root.join("lib").join(provisioner.manifest.core[1].file_name())).unwrap().len(),
        38_008
    );
    assert!(!jars.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jar_with_a_wrong_hash_is_named_and_never_published() {
    let homes = tempfile::tempdir().unwrap();
    let java = Java::find(None).await.unwrap();
    let provisioner = provisioner(homes.path(), small(&"0".repeat(64)));
    let error = provisioner.provide_core(&java, |_| {}).await.unwrap_err();
    let LocalError::WrongHash { coordinate, found, .. } = &error else { panic!("{error}") };
    assert_eq!((coordinate.as_str(), found), ("org.apache.flink:flink-metrics-core:1.20.3", &right_hash()));
    assert!(provisioner.home().is_none());
    let jars = homes.path().join(".work").join(provisioner.manifest.home_name()).join("core/jars");
    let left: Vec<_> = fs::read_dir(jars).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["minlog-1.2.jar"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_without_the_jar_is_reported_in_its_own_words() {
    let homes = tempfile::tempdir().unwrap();
    let java = Java::find(None).await.unwrap();
    let mut manifest = small(&right_hash());
    manifest.core[0].coordinate = "com.esotericsoftware.minlog:minlog:0.0.0-nowhere".into();
    let provisioner = provisioner(homes.path(), manifest);
    let error = provisioner.provide_core(&java, |_| {}).await.unwrap_err();
    let LocalError::MavenFailed { line, log } = &error else { panic!("{error}") };
    assert!(line.contains("minlog"), "{line}");
    assert!(fs::read_to_string(log).unwrap().contains("nowhere"));
}
