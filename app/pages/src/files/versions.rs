//! The versions of a jar.

use app::{
    locale::Locale,
    paths,
    ui::{Columns, Moment, Pager, Table},
    words::bytes,
};
use leptos::prelude::*;
use model::{ClassName, ProjectFileId, ProjectId};
use store::{JarVersionLine, Page, PageRequest};

/// A page of them, the newest first.
pub(super) fn versions(
    (project, file): (ProjectId, ProjectFileId),
    page: Page<JarVersionLine>,
    request: PageRequest,
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words();
    let (shown, before) = (page.rows.len() as u64, u64::from(request.number) * u64::from(request.size));
    let all = u64::try_from(page.total).unwrap_or_default();
    let rows = page.rows.into_iter().map(|JarVersionLine { version, created_by }| {
        let hash = version.sha256.to_string();
        let short: String = hash.chars().take(12).collect();
        view! {
            <tr>
                <th scope="row">{(words.files.version_number)(version.number)}</th>
                <td class="versions-note">{version.note}</td>
                <td class="num">{bytes(version.size)}</td>
                <td><code title=hash>{short}</code></td>
                <td>{created_by}</td>
                <td><Moment at=version.created_at locale/></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let leaf = |page: u32| paths::with_query(&paths::file(project, file), &[("page", &page.to_string())]);
    let previous = (request.number > 0).then(|| leaf(request.number));
    let next = (before + shown < all && shown > 0).then(|| leaf(request.number + 2));
    let first = if shown == 0 { 0 } else { before + 1 };
    view! {
        <section class="panel" id="versions">
            <header class="panel-head"><h2>{words.files.versions}</h2></header>
            <Table
                label=words.files.versions
                columns=Columns::default()
                    .text(words.files.version)
                    .text(words.files.note)
                    .number(words.files.size)
                    .text(words.files.hash)
                    .text(words.files.by)
                    .text(words.files.uploaded)
                rows=rows
            />
            <Pager from=first to=before + shown all previous next locale/>
        </section>
    }
}

/// Classes one below the other, or that there are none.
pub(super) fn classes(classes: &[ClassName], none: &'static str) -> AnyView {
    if classes.is_empty() {
        return view! { <span class="muted">{none}</span> }.into_any();
    }
    let lines = classes.iter().map(|class| view! { <div><code>{class.to_string()}</code></div> });
    lines.collect_view().into_any()
}
