//! The session clusters: all of them for administrators and auditors, those of their projects for everybody else.

use super::line::{ClusterLine, ClusterSight, cluster_sights};
use crate::{
    frame::{Place, Section},
    hands_off,
    live::roll,
    visit::settle,
};
use app::{
    forms::Flash,
    locale::Locale,
    paths,
    ui::{Empty, LiveBar, LiveList, Notice, NoticeKind, Table},
};
use leptos::prelude::*;
use model::{
    Topic,
    authority::{ClusterManage, ClusterView},
};

/// The list.
#[component]
pub(crate) fn ClustersPage() -> impl IntoView {
    settle(async |visit| {
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let roll = roll(Topic::SessionClusters, &visit.state, visit.actor()?).await?;
        let clusters = cluster_sights(&visit.state, visit.actor()?).await?;
        let standing = visit.actor()?.standing;
        let may_register = standing.has::<ClusterManage>();
        let register = move |shown: bool| {
            (shown && may_register).then(|| {
                view! { <a class="button" data-kind="primary" href=paths::NEW_CLUSTER>{words.clusters.register}</a> }
            })
        };
        let none_why = match standing.has::<ClusterView>() {
            true => words.clusters.none_why,
            false => words.clusters.none_why_member,
        };
        let held = hands_off::notices(visit.state.store.hands_off_all().await?.into_iter().collect(), locale);
        let done = hands_off::done(&flash, locale);
        let leave = may_register.then(|| {
            view! { <a class="button" href=paths::HANDS_OFF>{words.hands_off.title} " …"</a> }
        });
        let is_empty = clusters.is_empty();
        let place = Place { title: words.clusters.title.into(), section: Section::Clusters, project: None };
        let content = view! {
            <header class="page-head">
                <h1>{words.clusters.title}</h1>
                <div class="page-acts">{leave} {register(!is_empty)}</div>
                <p class="page-lead">{words.clusters.intro}</p>
            </header>
            {(flash.what_was_done() == Some("deleted"))
                .then(|| view! { <Notice kind=NoticeKind::Ok>{words.clusters.deleted}</Notice> })}
            {done.map(|sentence| view! { <Notice kind=NoticeKind::Ok>{sentence}</Notice> })}
            {held}
            <LiveList topic=Topic::SessionClusters roll class="live-list">
                <LiveBar locale/>
                {if is_empty {
                    view! { <Empty sentence=words.clusters.none why=none_why>{register(true)}</Empty> }.into_any()
                } else {
                    view! { <Lines clusters locale/> }.into_any()
                }}
            </LiveList>
        };
        visit.page(place, content).await
    })
}

#[component]
fn Lines(clusters: Vec<ClusterSight>, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let lines = clusters.into_iter().map(|sight| view! { <ClusterLine sight locale/> });
    view! {
        <Table
            label=words.clusters.title
            columns=[
                words.common.name,
                words.clusters.kind,
                words.common.state,
                words.clusters.flink,
                words.clusters.slots,
                words.clusters.granted_to,
            ]
            rows=lines.collect_view()
        />
    }
}
