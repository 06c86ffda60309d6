//! One session cluster: what it is, what runs on it, who may use it, and how it is operated.

use super::{
    connectors::connectors,
    grants::{grants, own},
    logs::logs,
    observed::{sight, support},
    report::{Report, left},
    running::{Stopper, running},
    sight::{engine_view, own_grants, rights},
};
use crate::{
    frame::{Place, Section},
    hands_off,
    visit::{Visit, settle},
};
use app::{
    context::Refusal,
    forms::Flash,
    locale::Locale,
    paths,
    ui::{EngineRights, EngineStatus, Notice, NoticeKind},
};
use leptos::prelude::*;
use model::{
    ClusterKind, CredentialsKind, SessionClusterId,
    authority::{ClusterManage, ClusterView, Scopes},
};
use store::SessionCluster;

/// A cluster, as far as the person may see it.
#[component]
pub(crate) fn ClusterPage() -> impl IntoView {
    settle(async |visit| {
        let id: SessionClusterId = visit.param("cluster")?;
        let rights = rights(&visit.state.store, visit.actor()?, id).await?;
        let flash = Flash::take().await;
        let (name, description, body, acts) = match rights {
            EngineRights::Glance => member(&visit, id).await?,
            EngineRights::Look | EngineRights::Act => insider(&visit, id, rights, &flash).await?,
        };
        let (words, locale) = (visit.words(), visit.locale);
        let done = done(&flash, locale);
        let problems: Vec<String> =
            flash.problems_elsewhere(&["project"]).map(|problem| words.problem(&problem.code)).collect();
        let place = Place { title: name.clone(), section: Section::Clusters, project: None };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=paths::CLUSTERS>{words.clusters.title}</a></nav>
                <h1>{name}</h1>
                <div class="page-acts">{acts}</div>
                {(!description.is_empty()).then(|| view! { <p class="page-lead">{description}</p> })}
            </header>
            {done.map(|sentence| view! { <Notice kind=NoticeKind::Ok>{sentence}</Notice> })}
            {problems.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> }).collect_view()}
            {body}
        };
        visit.page(place, content).await
    })
}

fn done(flash: &Flash, locale: Locale) -> Option<&'static str> {
    let words = locale.words();
    match flash.what_was_done()? {
        "saved" => Some(words.common.saved),
        "registered" => Some(words.clusters.registered),
        "granted" => Some(words.clusters.grant_changed),
        "requested" => Some(words.engine.requested),
        "stopping" => Some(words.clusters.stop_asked),
        _ => hands_off::done(flash, locale),
    }
}

/// Name, description, body and acts of the page.
type Parts = (String, String, AnyView, AnyView);

/// For members of projects that may use it: no addresses, no processes, no queries but those they may stop.
async fn member(visit: &Visit, id: SessionClusterId) -> Result<Parts, Refusal> {
    let (actor, store, locale) = (visit.actor()?, &visit.state.store, visit.locale);
    let all = own_grants(store, actor).await?;
    let mine: Vec<_> = all.into_iter().filter(|grant| grant.cluster.id == id).collect();
    let cluster = mine.first().map(|grant| grant.cluster.clone()).ok_or(Refusal::NotFound)?;
    let state = match engine_view(&visit.state, actor, id).await {
        Ok(view) => view! { <EngineStatus view locale/> }.into_any(),
        Err(Refusal::NotFound) => elsewhere(cluster.kind, cluster.seen_at, cluster.flink_version, visit),
        Err(refusal) => return Err(refusal),
    };
    let sets = connectors(visit, id, EngineRights::Glance, &[]);
    let operated = Scopes::of(actor.user.id, &store.memberships(actor.user.id).await?);
    let running = match operated.projects() {
        [] => None,
        _ => {
            let queries = store.running_queries_of(&operated, id).await?;
            Some(running(id, queries, Stopper::OfProjects, store.now(), locale))
        }
    };
    let body = view! {
        {state}
        {running}
        {own(mine, locale)}
        {sets}
    };
    Ok((cluster.name, cluster.description, body.into_any(), ().into_any()))
}

/// What is known of a cluster that no engine of this host is.
fn elsewhere(
    kind: ClusterKind,
    seen_at: Option<chrono::DateTime<chrono::Utc>>,
    version: Option<model::flink::FlinkVersion>,
    visit: &Visit,
) -> AnyView {
    let (words, locale) = (visit.words(), visit.locale);
    let other_host = (kind == ClusterKind::Local)
        .then(|| view! { <Notice kind=NoticeKind::Info>{words.clusters.other_host}</Notice> });
    let (seen, support) = (sight(seen_at, visit.state.store.now(), locale), support(version.as_ref(), locale));
    let version = version.map_or_else(|| "–".into(), |version| version.to_string());
    view! {
        {other_host}
        <dl class="key-value">
            <dt>{words.common.state}</dt>
            <dd>{seen}</dd>
            <dt>{words.clusters.flink}</dt>
            <dd>{version} " " <small class="muted">{support}</small></dd>
        </dl>
    }
    .into_any()
}

/// For administrators and auditors.
async fn insider(visit: &Visit, id: SessionClusterId, rights: EngineRights, flash: &Flash) -> Result<Parts, Refusal> {
    let (actor, store, locale, words) = (visit.actor()?, &visit.state.store, visit.locale, visit.words());
    let granted = actor.standing.allow::<ClusterView>()?;
    let cluster = store.session_cluster(&granted, id).await?;
    let queries = store.running_queries(&granted, id).await?;
    let may_manage = actor.standing.has::<ClusterManage>();
    let engine = match engine_view(&visit.state, actor, id).await {
        Ok(view) => {
            let sets = connectors(visit, id, rights, &queries);
            let logs = logs(visit, id).await?;
            Some((view! { <EngineStatus view locale/> }, sets, logs))
        }
        Err(Refusal::NotFound) => None,
        Err(refusal) => return Err(refusal),
    };
    let (status, sets, logs) = match engine {
        Some((status, sets, logs)) => (status.into_any(), Some(sets), Some(logs)),
        None => (external(&cluster, visit), None, None),
    };
    let report = left(flash).map(|report| view! { <Report report locale/> });
    let stopper = if may_manage { Stopper::OfCluster } else { Stopper::Nobody };
    let running = running(id, queries, stopper, store.now(), locale);
    let grants = grants(visit, id, flash).await?;
    let test = (may_manage && cluster.kind == ClusterKind::External).then(|| {
        view! {
            <form method="post">
                <button class="button" title=words.clusters.test_why>{words.clusters.test}</button>
            </form>
        }
    });
    let edit = may_manage.then(|| {
        view! { <a class="button" href=paths::edit_cluster(id)>{words.common.edit}</a> }
    });
    let held = hands_off::notices(store.hands_off_cluster(&granted, id).await?, locale);
    let leave = may_manage.then(|| {
        view! { <a class="button" href=paths::cluster_hands_off(id)>{words.hands_off.title} " …"</a> }
    });
    let body = view! { {held} {report} {status} {running} {sets} {grants} {logs} };
    Ok((cluster.name, cluster.description, body.into_any(), view! { {test} {leave} {edit} }.into_any()))
}

/// Where an external cluster is and who we are to it.
fn external(cluster: &SessionCluster, visit: &Visit) -> AnyView {
    let words = visit.words().clusters;
    let observed = elsewhere(cluster.kind, cluster.seen_at, cluster.flink_version.clone(), visit);
    let Some(rest) = &cluster.rest_url else {
        return observed;
    };
    let rest = rest.to_string();
    let gateway = cluster.gateway_url.as_ref().map_or_else(
        || view! { <span class="muted">{words.no_gateway}</span> }.into_any(),
        |address| view! { <code>{address.to_string()}</code> }.into_any(),
    );
    let ca = if cluster.ca_pem.is_some() { words.ca_own } else { words.ca_system };
    let user = cluster.user_name.clone().filter(|_| cluster.credentials == CredentialsKind::Basic);
    let credentials = (words.credentials_kinds)(cluster.credentials);
    let certificate = cluster.client_certificate.is_some();
    let lost = visit.words().hands_off;
    let restarts = if cluster.restarts_jobs { lost.restarts_jobs_yes } else { lost.restarts_jobs_no };
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.details}</h2></header>
            {observed}
            <dl class="key-value">
                <dt>{words.rest_url}</dt>
                <dd><code>{rest}</code></dd>
                <dt>{words.gateway_url}</dt>
                <dd>{gateway}</dd>
                <dt>{words.ca}</dt>
                <dd>{ca}</dd>
                <dt>{words.credentials}</dt>
                <dd>{credentials} {user.map(|user| view! { " " <code>{user}</code> })}</dd>
                <dt>{visit.words().jobs.title}</dt>
                <dd>{restarts}</dd>
                {certificate.then(|| view! { <dt>{words.client_certificate}</dt><dd>{words.is_set}</dd> })}
            </dl>
        </section>
    }
    .into_any()
}
