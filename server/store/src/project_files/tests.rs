//! Jars as a whole.

use super::samples::{jar, program};
use crate::{
    Error, JobForm, NewProjectFile, PageRequest, ProjectFile, Result, Store, Uses,
    testing::desk::Desk,
    testing::{TestStore, on_each_file_store, problems, request},
};
use bytes::Bytes;
use futures::{TryStreamExt, stream};
use model::{
    Artifact, ClassName, Code, JarArguments, JarName, JarProgram, JobSettings, Name, ProjectFileKind, Text,
    authority::{FileEdit, Scope},
};

async fn add(store: &Store, scope: &Scope<FileEdit>, name: &str, content: &[u8]) -> Result<ProjectFile> {
    let (name, note) = (JarName::parse(name).unwrap(), Text::parse("it counts").unwrap());
    let new = NewProjectFile { name, kind: ProjectFileKind::Udf, note, most: 600 };
    let chunks: Vec<_> =
        content.chunks(10).map(|chunk| Ok::<_, std::io::Error>(Bytes::copy_from_slice(chunk))).collect();
    store.add_file(scope, &new, stream::iter(chunks), &request()).await
}

/// Files that are kept, or on their way.
async fn contents(store: &TestStore) -> usize {
    let incoming = std::fs::read_dir(store.data_dir().join("incoming")).map_or(0, Iterator::count);
    incoming + store.lying("sha256").await + store.lying("uploads").await
}

/// A jar with a class of this name, which is no program.
fn plain(class: &str) -> Vec<u8> {
    jar(&[(&format!("{class}.class"), b"class")])
}

on_each_file_store! {
    async fn a_jar_is_kept_and_read_back(store: TestStore) {
        let desk = Desk::new(&store).await;
        let content = jar(&[("a/B.class", &program("a/B")), ("META-INF/MANIFEST.MF", b"Main-Class: a.B\n")]);
        let file = add(&store, &desk.scope(), "udf.jar", &content).await.unwrap();
        let newest = &file.newest;
        assert_eq!((newest.size, file.kind, newest.created_by), (content.len() as i64, ProjectFileKind::Udf, desk.member.user));
        let class = ClassName::parse("a.B").unwrap();
        assert_eq!((newest.number, &newest.main_class, &newest.programs), (1, &Some(class.clone()), &vec![class]));
        let read: Vec<Bytes> = store.open_file(&desk.scope(), (file.id, 1)).await.unwrap().try_collect().await.unwrap();
        assert_eq!(read.concat(), content);
        let listed = store.project_files(&desk.scope()).await.unwrap();
        assert_eq!(listed, std::slice::from_ref(&file));
        assert_eq!(store.project_file(&desk.scope(), file.id).await.unwrap(), file);
        assert_eq!(store.files_of_project(&desk.server, desk.member.project).await.unwrap(), listed);
        let elsewhere = store.project_of(&desk.admin, "Other").await;
        let foreign = store.open_file(&elsewhere.allow().unwrap(), (file.id, 1)).await.map(drop);
        assert!(matches!(foreign, Err(Error::Missing)));
        assert!(matches!(store.project_file(&elsewhere.allow().unwrap(), file.id).await, Err(Error::Missing)));
        let foreign = store.delete_file(&elsewhere.allow().unwrap(), file.id, &request()).await;
        assert!(matches!(foreign, Err(Error::Missing)));
    }

    async fn the_same_name_again_is_the_next_version(store: TestStore) {
        let desk = Desk::new(&store).await;
        let first = add(&store, &desk.scope(), "udf.jar", &plain("a/B")).await.unwrap();
        let same = add(&store, &desk.scope(), "UDF.jar", &plain("a/B")).await;
        assert_eq!(problems(same), [Code::SameAsVersion { number: 1 }]);
        let second = add(&store, &desk.scope(), "UDF.jar", &plain("a/C")).await.unwrap();
        assert_eq!((second.id, second.newest.number, second.newest.note.as_str()), (first.id, 2, "it counts"));
        let listed = store.project_files(&desk.scope()).await.unwrap();
        assert_eq!((listed.len(), &listed[0].newest), (1, &second.newest));
        let versions = store.jar_versions(&desk.scope(), first.id, PageRequest::default()).await.unwrap();
        let numbers: Vec<i64> = versions.rows.iter().map(|line| line.version.number).collect();
        assert_eq!((numbers, versions.total, versions.rows[0].created_by.as_str()), (vec![2, 1], 2, "Grace"));
        let read: Vec<Bytes> = store.open_file(&desk.scope(), (first.id, 1)).await.unwrap().try_collect().await.unwrap();
        assert_eq!(read.concat(), plain("a/B"), "what was is still there");
        // Back to what it was before is a version of its own.
        assert_eq!(add(&store, &desk.scope(), "udf.jar", &plain("a/B")).await.unwrap().newest.number, 3);
    }

    async fn what_is_no_jar_or_too_large_leaves_nothing_behind(store: TestStore) {
        let desk = Desk::new(&store).await;
        for wrong in [&b"#!/bin/sh\nrm -rf /\n"[..], b"", b"PK", &jar(&[("readme.txt", b"x")])] {
            assert_eq!(problems(add(&store, &desk.scope(), "a.jar", wrong).await), [Code::NotAJar]);
        }
        let whole = plain("a/B");
        let cut = &whole[..whole.len() - 20];
        assert_eq!(problems(add(&store, &desk.scope(), "a.jar", cut).await), [Code::DamagedJar]);
        let large = [jar(&[("a/B.class", b"class")]), vec![0; 600]].concat();
        assert_eq!(problems(add(&store, &desk.scope(), "a.jar", &large).await), [Code::TooLarge { most: 600 }]);
        let broken = stream::iter([Ok(Bytes::from(plain("a/B"))), Err(std::io::Error::other("gone"))]);
        let (name, kind) = (JarName::parse("a.jar").unwrap(), ProjectFileKind::Other);
        let new = NewProjectFile { name, kind, note: Text::default(), most: 300 };
        let failed = store.add_file(&desk.scope(), &new, broken, &request()).await;
        assert!(matches!(failed, Err(Error::Unavailable(_))));
        assert_eq!(contents(&store).await, 0);
        assert!(store.project_files(&desk.scope()).await.unwrap().is_empty());
    }

    async fn a_content_goes_when_no_jar_has_it_any_more(store: TestStore) {
        let desk = Desk::new(&store).await;
        let content = plain("a/B");
        let first = add(&store, &desk.scope(), "a.jar", &content).await.unwrap();
        let second = add(&store, &desk.scope(), "b.jar", &content).await.unwrap();
        add(&store, &desk.scope(), "b.jar", &plain("a/C")).await.unwrap();
        assert_eq!(contents(&store).await, 2);
        store.delete_file(&desk.scope(), first.id, &request()).await.unwrap();
        store.wait(chrono::TimeDelta::hours(2));
        assert_eq!(store.sweep_files(&desk.server).await.unwrap(), 0);
        store.open_file(&desk.scope(), (second.id, 1)).await.map(drop).unwrap();
        store.delete_file(&desk.scope(), second.id, &request()).await.unwrap();
        assert_eq!(store.sweep_files(&desk.server).await.unwrap(), 2);
        assert_eq!(contents(&store).await, 0);
    }

    async fn a_jar_that_a_job_runs_stays(store: TestStore) {
        let desk = Desk::new(&store).await;
        let uses = Uses { may_query: true, may_deploy: true };
        store.grant_cluster_by_server(&desk.server, desk.member.project, desk.cluster.id, uses).await.unwrap();
        let file = add(&store, &desk.scope(), "a.jar", &jar(&[("a/B.class", &program("a/B"))])).await.unwrap();
        let form = |program| JobForm {
            name: Name::parse("Orders").unwrap(),
            description: Text::default(),
            artifact: Artifact::Jar(program),
            cluster: desk.cluster.id,
            settings: JobSettings::default(),
            template: None,
            labels: Default::default(),
        };
        let arguments = JarArguments::parse("--from\ntwo words").unwrap();
        let nameless = JarProgram { jar: file.id, version: None, entry_class: None, arguments };
        let refused = store.create_job(&desk.scope(), &form(nameless.clone()), &request()).await;
        assert_eq!(problems(refused), [Code::NoMainClass]);
        let named = JarProgram { entry_class: Some(ClassName::parse("a.B").unwrap()), ..nameless };
        let other = "0197a3c2-6f6e-7000-8000-00000000dead";
        let foreign = JarProgram { jar: other.parse().unwrap(), ..named.clone() };
        assert_eq!(problems(store.create_job(&desk.scope(), &form(foreign), &request()).await), [Code::Missing]);
        let foreign = JarProgram { version: Some(other.parse().unwrap()), ..named.clone() };
        assert_eq!(problems(store.create_job(&desk.scope(), &form(foreign), &request()).await), [Code::Missing]);

        let job = store.create_job(&desk.scope(), &form(named.clone()), &request()).await.unwrap();
        assert_eq!(job.artifact, Artifact::Jar(named));
        let summary = store.job_summary(&desk.scope(), job.id).await.unwrap();
        assert_eq!((summary.jar_name.as_deref(), summary.script_name), (Some("a.jar"), None));
        let refused = store.delete_file(&desk.scope(), file.id, &request()).await;
        assert_eq!(problems(refused), [Code::InUse { by: vec!["Orders".into()] }]);
        store.delete_job(&desk.scope(), (job.id, job.revision), &request()).await.unwrap();
        store.delete_file(&desk.scope(), file.id, &request()).await.unwrap();
    }
}
