//! Project files as a whole.

use super::jar_scan::tests::jar;
use crate::{
    Error, NewProjectFile, ProjectFile, Result, Store,
    shared_files::MARK,
    testing::desk::Desk,
    testing::{on_each_database, problems, request},
};
use bytes::Bytes;
use futures::{TryStreamExt, stream};
use model::{
    Code, JarName, ProjectFileKind,
    authority::{FileEdit, Scope},
};

async fn add(store: &Store, scope: &Scope<FileEdit>, name: &str, content: &[u8]) -> Result<ProjectFile> {
    let new = NewProjectFile { name: JarName::parse(name).unwrap(), kind: ProjectFileKind::Udf, most: 300 };
    let chunks: Vec<_> =
        content.chunks(10).map(|chunk| Ok::<_, std::io::Error>(Bytes::copy_from_slice(chunk))).collect();
    store.add_file(scope, &new, stream::iter(chunks), &request()).await
}

/// Files that are kept, the mark of the store left out.
fn contents(store: &Store) -> usize {
    let mut found = 0;
    let mut directories = vec![store.data_dir().join("files")];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { directories.push(path) } else { found += usize::from(!path.ends_with(MARK)) }
        }
    }
    found
}

on_each_database! {
    async fn a_jar_is_kept_and_read_back(store: TestStore) {
        let desk = Desk::new(&store).await;
        let content = jar("a/B.class", b"class");
        let file = add(&store, &desk.scope(), "udf.jar", &content).await.unwrap();
        assert_eq!((file.size, file.kind, file.uploaded_by), (content.len() as i64, ProjectFileKind::Udf, desk.member.user));
        let (opened, stream) = store.open_file(&desk.scope(), file.id).await.unwrap();
        let read: Vec<Bytes> = stream.try_collect().await.unwrap();
        assert_eq!((opened, read.concat()), (file.clone(), content.clone()));
        let taken = add(&store, &desk.scope(), "UDF.jar", &content).await;
        assert_eq!(problems(taken), [Code::NameTaken { name: "UDF.jar".into() }]);
        let listed = store.project_files(&desk.scope()).await.unwrap();
        assert_eq!(listed, std::slice::from_ref(&file));
        assert_eq!(store.files_of_project(&desk.server, desk.member.project).await.unwrap(), listed);
        let elsewhere = store.project_of(&desk.admin, "Other").await;
        assert!(matches!(store.open_file(&elsewhere.allow().unwrap(), file.id).await.map(drop), Err(Error::Missing)));
        let foreign = store.delete_file(&elsewhere.allow().unwrap(), file.id, &request()).await;
        assert!(matches!(foreign, Err(Error::Missing)));
    }

    async fn what_is_no_jar_or_too_large_leaves_nothing_behind(store: TestStore) {
        let desk = Desk::new(&store).await;
        for wrong in [&b"#!/bin/sh\nrm -rf /\n"[..], b"", b"PK", &jar("readme.txt", b"x")] {
            assert_eq!(problems(add(&store, &desk.scope(), "a.jar", wrong).await), [Code::NotAJar]);
        }
        let large = jar("a/B.class", &[0; 300]);
        assert_eq!(problems(add(&store, &desk.scope(), "a.jar", &large).await), [Code::TooLarge { most: 300 }]);
        let broken = stream::iter([Ok(Bytes::from(jar("a/B.class", b"x"))), Err(std::io::Error::other("gone"))]);
        let new = NewProjectFile { name: JarName::parse("a.jar").unwrap(), kind: ProjectFileKind::Other, most: 300 };
        let failed = store.add_file(&desk.scope(), &new, broken, &request()).await;
        assert!(matches!(failed, Err(Error::Unavailable(_))));
        assert_eq!(contents(&store), 0);
        assert!(store.project_files(&desk.scope()).await.unwrap().is_empty());
    }

    async fn a_content_goes_when_no_file_has_it_any_more(store: TestStore) {
        let desk = Desk::new(&store).await;
        let content = jar("a/B.class", b"class");
        let first = add(&store, &desk.scope(), "a.jar", &content).await.unwrap();
        let second = add(&store, &desk.scope(), "b.jar", &content).await.unwrap();
        assert_eq!(contents(&store), 1);
        store.delete_file(&desk.scope(), first.id, &request()).await.unwrap();
        store.wait(chrono::TimeDelta::hours(2));
        assert_eq!(store.sweep_files(&desk.server).await.unwrap(), 0);
        store.open_file(&desk.scope(), second.id).await.map(drop).unwrap();
        store.delete_file(&desk.scope(), second.id, &request()).await.unwrap();
        assert_eq!(store.sweep_files(&desk.server).await.unwrap(), 1);
        assert_eq!(contents(&store), 0);
    }
}
