//! Jars: uploaded without script, with their versions, and made into jobs.

use super::server::{Answer, ORIGIN, Server};
use axum::{
    body::Body,
    http::{Request, header},
};
use model::{
    JarName, Name, ProjectFileId, ProjectFileKind, Text,
    authority::{FileEdit, Scope, SystemScope},
};
use std::io::Write;
use store::{NewProjectFile, RequestId, Uses};

const SETTINGS: &str = "&mode=streaming&checkpoint_interval_seconds=60&checkpoint_timeout_seconds=600\
    &checkpoints_retained=3&keep_on_cancel=true&restart=cluster_default&configuration=";

/// A jar with a class, and perhaps one that its manifest names.
fn jar(class: &str, main_class: Option<&str>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    let manifest = main_class.map(|class| format!("Manifest-Version: 1.0\r\nMain-Class: {class}\r\n\r\n"));
    let files = [(format!("{class}.class"), class.to_owned())];
    let manifest = manifest.map(|text| ("META-INF/MANIFEST.MF".to_owned(), text));
    for (name, content) in files.into_iter().chain(manifest) {
        let (mut entry, config) = archive.new_file(&name).start().unwrap();
        let mut writer = config.wrap(&mut entry);
        writer.write_all(content.as_bytes()).unwrap();
        let (_, descriptor) = writer.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

impl Server {
    async fn upload(&self, path: &str, cookie: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Answer {
        let (name, content) = file;
        let head = format!("--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
        self.parts(path, cookie, fields, [head.as_bytes(), content, b"\r\n"].concat()).await
    }

    /// A form with these fields, and what follows them.
    async fn parts(&self, path: &str, cookie: &str, fields: &[(&str, &str)], more: Vec<u8>) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            write!(body, "--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").unwrap();
        }
        body.extend_from_slice(&more);
        body.extend_from_slice(b"--B--\r\n");
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1:8620")
            .header(header::COOKIE, cookie)
            .header(header::ORIGIN, ORIGIN)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=B");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// What the page script sends.
    async fn piece(&self, path: &str, cookie: &str, (kind, first, content): (&str, &str, &[u8])) -> Answer {
        let request = Request::post(path)
            .header(header::HOST, "127.0.0.1:8620")
            .header(header::COOKIE, cookie)
            .header(header::ORIGIN, ORIGIN)
            .header("upload-offset", first)
            .header(header::CONTENT_TYPE, kind);
        self.send(request.body(Body::from(content.to_vec())).unwrap()).await
    }

    /// A form for a jar without a file.
    async fn form(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        self.parts(path, cookie, fields, Vec::new()).await
    }

    async fn jar_of_owner(&self, name: &str, content: Vec<u8>) -> ProjectFileId {
        let member = self.store.membership(self.administrator.id, self.project).await.unwrap().unwrap();
        let scope: Scope<FileEdit> = member.allow().unwrap();
        let (name, kind) = (JarName::parse(name).unwrap(), ProjectFileKind::Program);
        let new = NewProjectFile { name, kind, note: Text::default(), most: 1 << 20 };
        let content = futures::stream::iter([Ok::<_, std::io::Error>(content.into())]);
        self.store.add_file(&scope, &new, content, &RequestId::new("test")).await.unwrap().id
    }

    async fn cluster(&self) -> String {
        let system = SystemScope::of_the_server();
        let name = Name::parse("Local").unwrap();
        let cluster = self.store.ensure_local_cluster(&system, &name, "elsewhere").await.unwrap();
        let uses = Uses { may_query: true, may_deploy: true };
        self.store.grant_cluster_by_server(&system, self.project, cluster.id, uses).await.unwrap();
        cluster.id.to_string()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jar_is_uploaded_and_uploaded_again_without_script() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let list = server.address("/projects/{project}/files");
    let fields = [("kind", "program"), ("name", ""), ("note", "the first")];
    for (content, sentence) in [
        (&b"#!/bin/sh"[..], "This is not a jar file"),
        (&jar("a/B", None)[..60], "The jar is damaged or cut off"),
        (&[][..], "This is not a jar file"),
    ] {
        assert_eq!(server.upload(&list, &cookie, &fields, ("orders.jar", content)).await.location(), list);
        let page = server.get(&list, &cookie).await.text;
        assert!(page.contains(sentence) && page.contains("id=\"file-error\""), "{sentence}: {page}");
        assert!(page.contains("The project has no jars."), "nothing is kept");
        assert!(page.contains("value=\"the first\""), "what was typed is");
    }
    let first = jar("a/B", Some("com.example.Orders"));
    assert_eq!(server.upload(&list, &cookie, &fields, ("orders.jar", &first)).await.location(), list);
    let shown = server.get(&list, &cookie).await.text;
    assert!(shown.contains("The jar is uploaded.") && shown.contains("orders.jar"), "{shown}");

    let page = link_in(&shown, &format!("{list}/"));
    let versions = format!("{page}/versions");
    let again = server.upload(&versions, &cookie, &[("note", "x")], ("other.jar", &first)).await;
    assert_eq!(again.location(), page);
    assert!(server.get(&page, &cookie).await.text.contains("Version 1 has exactly this content already."));
    let second = jar("a/C", Some("com.example.Orders"));
    server.upload(&versions, &cookie, &[("note", "counts twice")], ("other.jar", &second)).await;
    let shown = server.get(&page, &cookie).await.text;
    for text in ["Version 2", "Version 1", "counts twice", "the first", "com.example.Orders", "orders.jar"] {
        assert!(shown.contains(text), "{text}: {shown}");
    }

    let viewer = server.sign_in("viewer").await;
    for path in [&list, &versions] {
        assert_eq!(server.upload(path, &viewer, &fields, ("orders.jar", &first)).await.status, 403);
    }
    let stranger = server.sign_in("stranger").await;
    assert_eq!(server.upload(&versions, &stranger, &fields, ("orders.jar", &first)).await.status, 404);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jar_that_came_piece_by_piece_is_named_by_its_form() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let (uploads, list) = (server.address("/projects/{project}/uploads"), server.address("/projects/{project}/files"));
    let content = jar("a/B", None);
    let about = serde_json::json!({"name": "orders.jar", "size": content.len(), "stamp": "17"}).to_string();
    let told = |answer: &Answer| serde_json::from_str::<serde_json::Value>(&answer.text).unwrap();
    let begin = ("application/json", "", about.as_bytes());
    let begun = told(&server.piece(&uploads, &cookie, begin).await);
    let upload = format!("{uploads}/{}", begun["id"].as_str().unwrap());
    let name = [("kind", "program"), ("name", ""), ("note", ""), ("upload", begun["id"].as_str().unwrap())];
    server.form(&list, &cookie, &name).await;
    assert!(server.get(&list, &cookie).await.text.contains("It does not exist any more."), "it is not whole");

    let bytes = "application/octet-stream";
    let wrong = server.piece(&upload, &cookie, (bytes, "5", &content)).await;
    assert_eq!((wrong.status, told(&wrong)["received"].as_u64()), (409, Some(0)));
    for (who, status) in [("viewer", 403), ("operator", 403), ("stranger", 404), ("owner", 404)] {
        let other = server.sign_in(who).await;
        assert_eq!(server.piece(&upload, &other, (bytes, "0", &content)).await.status, status, "{who}");
    }
    let whole = server.piece(&upload, &cookie, (bytes, "0", &content)).await;
    assert_eq!((whole.status, told(&whole)["received"].as_u64()), (200, Some(content.len() as u64)));
    let again = told(&server.piece(&uploads, &cookie, begin).await);
    assert_eq!((&again["id"], again["received"].as_u64()), (&begun["id"], Some(content.len() as u64)));

    // What is wrong with the form does not lose the file.
    let misnamed = [("kind", "program"), ("name", "../a.jar"), ("note", ""), name[3]];
    server.form(&list, &cookie, &misnamed).await;
    assert!(server.get(&list, &cookie).await.text.contains("id=\"name-error\""));
    server.form(&list, &cookie, &name).await;
    let shown = server.get(&list, &cookie).await.text;
    assert!(shown.contains("The jar is uploaded.") && shown.contains("orders.jar"), "{shown}");
    let spent = server.piece(&upload, &cookie, (bytes, "0", &content)).await;
    assert_eq!(spent.status, 404, "an upload is for one form");
    let huge = serde_json::json!({"name": "orders.jar", "size": 1_u64 << 40, "stamp": "17"}).to_string();
    let huge = server.piece(&uploads, &cookie, ("application/json", "", huge.as_bytes())).await;
    assert_eq!((huge.status, huge.text.as_str()), (409, "At most 256 MiB."));
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jar_becomes_a_job_and_stays_as_long_as_that() {
    let server = Server::start().await;
    let cookie = server.sign_in("developer").await;
    let cluster = server.cluster().await;
    let (named, nameless) = (
        server.jar_of_owner("orders.jar", jar("a/B", Some("com.example.Orders"))).await,
        server.jar_of_owner("tools.jar", jar("a/C", None)).await,
    );
    let files = server.address("/projects/{project}/files");
    assert!(server.get(&format!("{files}/{named}"), &cookie).await.text.contains(&format!("/jobs/new?jar={named}")));
    let new = server.address("/projects/{project}/jobs/new");
    let form = server.get(&format!("{new}?jar={named}"), &cookie).await.text;
    for text in
        [&format!("value=\"{named}\" selected"), "name=\"artifact\" value=\"jar\"", "name=\"arguments\"", "orders"]
    {
        assert!(form.contains(text), "{text}: {form}");
    }
    assert!(server.get(&new, &cookie).await.text.contains("name=\"script\""), "without a word it is for a script");

    let typed = |jar: ProjectFileId, class: &str| {
        format!(
            "name=Orders&description=&artifact=jar&jar={jar}&version=&entry_class={class}\
            &arguments=--from%0D%0Atwo+words&cluster={cluster}{SETTINGS}"
        )
    };
    for (body, sentence) in [
        (typed(nameless, ""), "names no class to run"),
        (typed(named, "no/class"), "The name of a class with its package"),
        (typed(server.foreign_project.to_string().parse().unwrap(), ""), "It does not exist any more."),
    ] {
        assert_eq!(server.post(&new, &cookie, &body).await.location(), new);
        let again = server.get(&new, &cookie).await.text;
        assert!(again.contains(sentence) && again.contains("two words"), "{sentence}: {again}");
        assert!(again.contains("name=\"artifact\" value=\"jar\""), "it is the form for a jar again");
    }
    let page = server.post(&new, &cookie, &typed(nameless, "com.example.Tools")).await.location().to_owned();
    for (path, texts) in [
        (page.clone(), &["tools.jar", "com.example.Tools", "--from", "two words", "The newest version at each"][..]),
        (format!("{page}/deploy"), &["tools.jar", "Version 1", "com.example.Tools", "two words"]),
        (format!("{page}/edit"), &["name=\"jar\"", "com.example.Tools", "two words", "?artifact=script"]),
        (server.address("/projects/{project}/jobs"), &["tools.jar"]),
    ] {
        let shown = server.get(&path, &cookie).await.text;
        let missing: Vec<_> = texts.iter().filter(|text| !shown.contains(**text)).collect();
        assert!(missing.is_empty(), "{path}: {missing:?} {shown}");
    }
    let shown = server.get(&format!("{page}/edit?artifact=script"), &cookie).await.text;
    assert!(shown.contains("name=\"script\"") && !shown.contains("name=\"jar\""), "it can become one of a script");

    let jar = format!("{files}/{nameless}");
    assert_eq!(server.post(&jar, &cookie, "confirmation=tools.jar").await.location(), jar);
    assert!(server.get(&jar, &cookie).await.text.contains("It is being used by Orders."));
    server.post(&format!("{page}/edit"), &cookie, "revision=1&act=delete&confirmation=Orders").await;
    assert_eq!(server.post(&jar, &cookie, "confirmation=tools.jar").await.location(), files);
    assert_eq!(server.get(&jar, &cookie).await.status, 404);
    server.stop().await;
}

/// The first address on a page that begins like this.
fn link_in(page: &str, beginning: &str) -> String {
    let at = page.find(&format!("\"{beginning}")).unwrap() + 1;
    page[at..].split('"').next().unwrap().to_owned()
}
