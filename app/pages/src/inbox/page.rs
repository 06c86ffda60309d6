//! One's messages.

use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    forms::Flash,
    locale::Locale,
    paths,
    ui::{Columns, Empty, Moment, Notice, NoticeKind, Pager, Table},
    words::job_error,
};
use leptos::prelude::*;
use model::RunOutcome;
use store::{InboxMessage, PageRequest};

/// Messages on a page.
const ROWS: u32 = 50;

/// What happened to one's jobs, the newest first.
#[component]
pub(crate) fn InboxPage() -> impl IntoView {
    settle(async |visit| {
        let (locale, words, flash) = (visit.locale, visit.words().inbox, Flash::take().await);
        let number = visit.query("page").and_then(|text| text.parse().ok()).unwrap_or(1_u32).saturating_sub(1);
        let request = PageRequest { number, size: ROWS };
        let page = visit.state.store.inbox(&visit.actor()?.standing, request).await?;
        let has_unread = page.rows.iter().any(|message| message.read_at.is_none());
        let read_all = has_unread.then(|| {
            view! { <form method="post" action=paths::INBOX><button class="button">{words.read_all}</button></form> }
        });
        let done = flash.what_was_done().is_some();
        let rows = page.rows.into_iter().map(|message| line(message, locale)).collect::<Vec<_>>();
        let shown = u64::try_from(rows.len()).unwrap_or_default();
        let body = match rows.is_empty() {
            true => view! { <Empty sentence=words.none why=words.none_why/> }.into_any(),
            false => {
                let columns = Columns::from([words.message, words.happened, visit.words().common.actions]);
                view! { <Table label=words.title columns rows=rows.collect_view()/> }.into_any()
            }
        };
        let total = u64::try_from(page.total).unwrap_or_default();
        let pager = (total > u64::from(ROWS)).then(|| leaf(number, shown, total, locale));
        let place = Place { title: words.title.into(), section: Section::Inbox, project: None };
        let content = view! {
            <header class="page-head">
                <h1>{words.title}</h1>
                <div class="page-acts">{read_all}</div>
                <p class="page-lead">{words.intro}</p>
            </header>
            {done.then(|| view! { <Notice kind=NoticeKind::Ok>{words.all_read}</Notice> })}
            <section class="panel">
                {body}
                {pager}
            </section>
        };
        visit.page(place, content).await
    })
}

fn leaf(number: u32, shown: u64, total: u64, locale: Locale) -> impl IntoView {
    let before = u64::from(number) * u64::from(ROWS);
    let at = |number: u32| paths::with_query(paths::INBOX, &[("page", &(u64::from(number) + 1).to_string())]);
    let previous = (number > 0).then(|| at(number - 1));
    let next = (before + shown < total).then(|| at(number + 1));
    let from = if shown == 0 { 0 } else { before + 1 };
    view! { <Pager from to=before + shown all=total previous next locale/> }
}

fn line(message: InboxMessage, locale: Locale) -> impl IntoView {
    let words = locale.words().inbox;
    let (project, job) = (message.project_id, message.job_id);
    let sentence = match message.outcome {
        Some(RunOutcome::Failed) => (words.failed)(&message.job_name),
        Some(RunOutcome::CancelledOutside) => (words.cancelled_outside)(&message.job_name),
        _ => (words.down)(&message.job_name),
    };
    let why = match message.summary.is_empty() {
        false => Some(message.summary),
        true => message.failure.as_ref().and_then(|failure| job_error(locale.language, failure)),
    };
    let is_new = message.read_at.is_none();
    let read = is_new.then(|| {
        let label = format!("{}: {sentence}", words.read);
        view! {
            <form method="post" action=paths::INBOX>
                <button class="button" data-kind="quiet" data-size="dense" name="message" value=message.id.to_string() aria-label=label>
                    {words.read}
                </button>
            </form>
        }
    });
    let again = (message.times > 1).then(|| format!(" · {}", (words.times)(message.times)));
    view! {
        <tr data-unread=is_new.then_some("")>
            <td>
                {is_new.then(|| view! { <span class="badge">{words.new}</span> " " })}
                <a href=paths::job(project, job)>{sentence}</a>
                " "
                <span class="muted">{message.project_name}</span>
                {why.map(|why| view! { <p class="message-why">{why}</p> })}
            </td>
            <td><Moment at=message.last_at locale/>{again}</td>
            <td>
                <div class="row">
                    <a href=paths::evidence(project, job, message.run_id)>{words.evidence}</a>
                    {read}
                </div>
            </td>
        </tr>
    }
}
