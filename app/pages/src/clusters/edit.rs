//! The form for an external cluster, new or known, and its end.

use super::{
    observed::lines,
    report::{Report, left},
};
use crate::{
    frame::{Place, Section},
    visit::settle,
};
use app::{
    forms::Flash,
    locale::Locale,
    paths,
    ui::{CheckField, ChoiceField, ConfirmField, Field, FieldKind, Notice, NoticeKind, PasswordField, TextField},
};
use leptos::prelude::*;
use model::{
    ClusterKind, CredentialsKind, SessionClusterId,
    authority::{ClusterManage, ClusterView},
};
use store::{SecretOwner, SessionCluster};

/// Fields that show their own problems.
const FIELDS: [&str; 11] = [
    "name",
    "description",
    "rest_url",
    "gateway_url",
    "credentials",
    "user_name",
    "secret_credentials",
    "ca_pem",
    "client_certificate",
    "secret_client_key",
    "confirmation",
];

/// Registers a cluster.
#[component]
pub(crate) fn NewClusterPage() -> impl IntoView {
    settle(async |visit| {
        visit.actor()?.standing.allow::<ClusterManage>()?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let place = Place { title: words.clusters.register.into(), section: Section::Clusters, project: None };
        let content = view! {
            <header class="page-head">
                <nav class="crumbs"><a href=paths::CLUSTERS>{words.clusters.title}</a></nav>
                <h1>{words.clusters.register}</h1>
                <p class="page-lead">{words.clusters.register_intro}</p>
            </header>
            {above(&flash, locale)}
            <form method="post" class="form" data-guard="">
                <Fields known=Known::default() flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="primary" name="act" value="save">{words.clusters.register}</button>
                    <button class="button" name="act" value="test" title=words.clusters.test_why>{words.clusters.test}</button>
                    <a class="button" href=paths::CLUSTERS>{words.common.cancel}</a>
                </div>
            </form>
            {lines(locale)}
        };
        visit.page(place, content).await
    })
}

/// Changes a cluster, or forgets it.
#[component]
pub(crate) fn EditClusterPage() -> impl IntoView {
    settle(async |visit| {
        let standing = visit.actor()?.standing;
        standing.allow::<ClusterManage>()?;
        let id: SessionClusterId = visit.param("cluster")?;
        let cluster = visit.state.store.session_cluster(&standing.allow::<ClusterView>()?, id).await?;
        let secrets = visit.state.store.secret_names(&SecretOwner::new("session_cluster", id)).await?;
        let (words, locale, flash) = (visit.words(), visit.locale, Flash::take().await);
        let (name, revision) = (cluster.name.clone(), cluster.revision.to_string());
        let is_external = cluster.kind == ClusterKind::External;
        let has = |name: &str| secrets.iter().any(|known| known == name);
        let known = Known { has_secret: has("credentials"), has_key: has("client_key"), cluster: Some(cluster) };
        let place =
            Place { title: format!("{} – {name}", words.clusters.edit), section: Section::Clusters, project: None };
        let delete = is_external.then(|| delete(id, name.clone(), revision.clone(), flash.clone(), locale));
        let test = is_external.then(|| {
            view! {
                <button class="button" name="act" value="test" title=words.clusters.test_why>{words.clusters.test}</button>
            }
        });
        let content = view! {
            <header class="page-head">
                <nav class="crumbs">
                    <ol>
                        <li><a href=paths::CLUSTERS>{words.clusters.title}</a></li>
                        <li><a href=paths::cluster(id)>{name}</a></li>
                    </ol>
                </nav>
                <h1>{words.clusters.edit}</h1>
            </header>
            {above(&flash, locale)}
            <form method="post" class="form" data-guard="">
                <input type="hidden" name="revision" value=revision/>
                <Fields known flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="primary" name="act" value="save">{words.common.save}</button>
                    {test}
                    <a class="button" href=paths::cluster(id)>{words.common.cancel}</a>
                </div>
            </form>
            {is_external.then(|| lines(locale))}
            {delete}
        };
        visit.page(place, content).await
    })
}

/// What stands above the form: problems without a field, and what a test found.
fn above(flash: &Flash, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let sentences: Vec<String> =
        flash.problems_elsewhere(&FIELDS).map(|problem| words.problem(&problem.code)).collect();
    let problems = sentences.into_iter().map(|sentence| view! { <Notice kind=NoticeKind::Bad>{sentence}</Notice> });
    let report = left(flash).map(|report| {
        view! {
            <Report report locale/>
            <Notice kind=NoticeKind::Info>{words.clusters.test_secrets_again}</Notice>
        }
    });
    (problems.collect_view(), report)
}

/// What is stored of the cluster.
#[derive(Clone, Debug, Default)]
struct Known {
    cluster: Option<SessionCluster>,
    has_secret: bool,
    has_key: bool,
}

#[component]
fn Fields(known: Known, flash: Flash, locale: Locale) -> impl IntoView {
    let words = locale.words();
    let Known { cluster, has_secret, has_key } = known;
    let is_local = cluster.as_ref().is_some_and(|cluster| cluster.kind == ClusterKind::Local);
    let name = cluster.as_ref().map(|cluster| cluster.name.clone()).unwrap_or_default();
    let description = cluster.as_ref().map(|cluster| cluster.description.clone()).unwrap_or_default();
    let reached = (!is_local).then(|| reached(cluster, has_secret, has_key, flash.clone(), locale));
    view! {
        <Field name="name" label=words.common.name value=name flash=flash.clone() locale/>
        <TextField name="description" label=words.common.description value=description flash locale/>
        {reached}
    }
}

/// Where it is and who we are to it.
fn reached(
    cluster: Option<SessionCluster>,
    has_secret: bool,
    has_key: bool,
    flash: Flash,
    locale: Locale,
) -> impl IntoView + use<> {
    let words = locale.words().clusters;
    let stored = |get: fn(&SessionCluster) -> Option<String>| cluster.as_ref().and_then(get).unwrap_or_default();
    let rest_url = stored(|cluster| cluster.rest_url.as_ref().map(ToString::to_string));
    let gateway_url = stored(|cluster| cluster.gateway_url.as_ref().map(ToString::to_string));
    let user_name = stored(|cluster| cluster.user_name.clone());
    let ca_pem = stored(|cluster| cluster.ca_pem.clone());
    let client_certificate = stored(|cluster| cluster.client_certificate.clone());
    let credentials = cluster.as_ref().map_or(CredentialsKind::None, |cluster| cluster.credentials);
    let kind = |kind: &CredentialsKind| (kind.as_str().to_owned(), (words.credentials_kinds)(*kind).to_owned());
    let kinds: Vec<_> = CredentialsKind::ALL.iter().map(kind).collect();
    let secret_hint = if has_secret { words.secret_set_hint } else { words.secret_hint };
    let key_hint = if has_key { words.client_key_set_hint } else { words.client_key_hint };
    let remove_secret = has_secret.then(|| {
        view! { <CheckField name="remove_secret" label=words.remove_secret ticked=false flash=flash.clone()/> }
    });
    let remove_client = has_key.then(|| {
        view! { <CheckField name="remove_client" label=words.remove_client ticked=false flash=flash.clone()/> }
    });
    let restarts = cluster.as_ref().is_some_and(|cluster| cluster.restarts_jobs);
    let restarts_jobs = locale.words().hands_off.restarts_jobs;
    view! {
        <Field name="rest_url" label=words.rest_url value=rest_url flash=flash.clone() locale kind=FieldKind::Url hint=words.rest_url_hint/>
        <Field
            name="gateway_url"
            label=words.gateway_url
            value=gateway_url
            flash=flash.clone()
            locale
            kind=FieldKind::Url
            hint=words.gateway_url_hint
            optional=true
        />
        <TextField name="ca_pem" label=words.ca value=ca_pem flash=flash.clone() locale rows=4 hint=words.ca_hint/>
        <ChoiceField
            name="credentials"
            label=words.credentials
            value=credentials.as_str().to_owned()
            choices=kinds
            flash=flash.clone()
            locale
        />
        <Field
            name="user_name"
            label=words.user_name
            value=user_name
            flash=flash.clone()
            locale
            hint=words.user_name_hint
            optional=true
        />
        <PasswordField
            name="secret_credentials"
            label=words.secret
            flash=flash.clone()
            locale
            autocomplete="off"
            hint=secret_hint
            optional=true
        />
        {remove_secret}
        <TextField
            name="client_certificate"
            label=words.client_certificate
            value=client_certificate
            flash=flash.clone()
            locale
            rows=4
            hint=words.client_certificate_hint
        />
        <TextField name="secret_client_key" label=words.client_key value="" flash=flash.clone() locale rows=4 hint=key_hint/>
        {remove_client}
        <CheckField name="restarts_jobs" label=restarts_jobs ticked=restarts flash/>
    }
}

fn delete(id: SessionClusterId, name: String, revision: String, flash: Flash, locale: Locale) -> impl IntoView {
    let words = locale.words();
    view! {
        <section class="panel" data-kind="danger">
            <header class="panel-head"><h2>{words.clusters.delete}</h2></header>
            <form method="post" class="form" action=paths::delete_cluster(id)>
                <p>{words.clusters.delete_why}</p>
                <input type="hidden" name="revision" value=revision/>
                <ConfirmField expected=name flash locale/>
                <div class="form-acts">
                    <button class="button" data-kind="danger">{words.clusters.delete}</button>
                </div>
            </form>
        </section>
    }
}
