//! Which projects may use a cluster, for what.

use super::sight::OwnGrant;
use crate::visit::Visit;
use app::{
    context::Refusal,
    forms::Flash,
    locale::Locale,
    paths,
    ui::{ChoiceField, Columns, Moment, Table},
    words::Words,
};
use leptos::prelude::*;
use model::{
    SessionClusterId,
    authority::{ClusterManage, ClusterView, ProjectList},
};
use store::{ClusterGrant, PageRequest, ProjectFilter};

/// Projects that can be chosen from.
const MOST_PROJECTS: u32 = 1000;

/// The grants; those who manage clusters change them.
pub(super) async fn grants(visit: &Visit, cluster: SessionClusterId, flash: &Flash) -> Result<AnyView, Refusal> {
    let (words, locale, standing, store) = (visit.words(), visit.locale, visit.actor()?.standing, &visit.state.store);
    let grants = store.grants_of(&standing.allow::<ClusterView>()?, cluster).await?;
    let may_manage = standing.has::<ClusterManage>();
    let add = match standing.allow::<ProjectList>() {
        Ok(listed) if may_manage => {
            let filter = ProjectFilter { archived: Some(false), ..ProjectFilter::default() };
            let page = store.projects(&listed, &filter, PageRequest { number: 0, size: MOST_PROJECTS }).await?;
            let others = page.rows.into_iter().map(|summary| summary.project);
            let others = others.filter(|project| grants.iter().all(|grant| grant.project_id != project.id));
            let mut choices = vec![(String::new(), words.clusters.choose_project.to_owned())];
            choices.extend(others.map(|project| (project.id.to_string(), project.name)));
            Some(form(cluster, choices, flash.clone(), locale))
        }
        _ => None,
    };
    let is_empty = grants.is_empty();
    let rows = grants.into_iter().map(|grant| row(cluster, grant, may_manage, locale)).collect_view();
    let table = (!is_empty).then(|| {
        view! {
            <Table
                label=words.clusters.grants
                columns=Columns::default()
                    .text(words.common.project)
                    .text(words.clusters.granted_for)
                    .text(words.clusters.granted_at)
                    .text_if(may_manage, words.common.actions)
                rows=rows
            />
        }
    });
    Ok(view! {
        <section class="panel" id="grants">
            <header class="panel-head"><h2>{words.clusters.grants}</h2></header>
            <p class="muted">{if is_empty { words.clusters.grants_none } else { words.clusters.grants_why }}</p>
            {table}
            {add}
        </section>
    }
    .into_any())
}

fn form(cluster: SessionClusterId, choices: Vec<(String, String)>, flash: Flash, locale: Locale) -> impl IntoView {
    let words = locale.words();
    view! {
        <form method="post" class="form" action=paths::cluster_grants(cluster)>
            <ChoiceField name="project" label=words.clusters.grant_to value="" choices flash locale/>
            <div class="row">{boxes(true, false, words)}</div>
            <div class="form-acts">
                <button class="button" data-kind="primary" name="act" value="grant">{words.clusters.grant}</button>
            </div>
        </form>
    }
}

fn boxes(may_query: bool, may_deploy: bool, words: &'static Words) -> impl IntoView {
    view! {
        <label class="check" title=words.clusters.may_query_means>
            <input type="checkbox" name="may_query" value="true" checked=may_query/>
            <span>{words.clusters.may_query}</span>
        </label>
        <label class="check" title=words.clusters.may_deploy_means>
            <input type="checkbox" name="may_deploy" value="true" checked=may_deploy/>
            <span>{words.clusters.may_deploy}</span>
        </label>
    }
}

fn row(cluster: SessionClusterId, grant: ClusterGrant, may_manage: bool, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let uses = match may_manage {
        false => view! { <span>{uses(grant.may_query, grant.may_deploy, words)}</span> }.into_any(),
        true => {
            let label = format!("{}: {}", words.clusters.grants, grant.project_name);
            view! {
                <form method="post" action=paths::cluster_grants(cluster) class="row" aria-label=label>
                    <input type="hidden" name="project" value=grant.project_id.to_string()/>
                    {boxes(grant.may_query, grant.may_deploy, words)}
                    <button class="button" data-kind="quiet" name="act" value="grant">{words.common.save}</button>
                </form>
            }
            .into_any()
        }
    };
    let revoke = may_manage.then(|| {
        let name = format!("{}: {}", words.clusters.revoke, grant.project_name);
        view! {
            <td>
                <form method="post" action=paths::cluster_grants(cluster)>
                    <input type="hidden" name="project" value=grant.project_id.to_string()/>
                    <button class="button" data-kind="quiet" name="act" value="revoke" aria-label=name>{words.clusters.revoke}</button>
                </form>
            </td>
        }
    });
    view! {
        <tr>
            <th scope="row">{grant.project_name.clone()}</th>
            <td>{uses}</td>
            <td><Moment at=grant.granted_at locale/></td>
            {revoke}
        </tr>
    }
}

fn uses(may_query: bool, may_deploy: bool, words: &'static Words) -> String {
    let words = words.clusters;
    let given = [(may_query, words.may_query), (may_deploy, words.may_deploy)];
    given.iter().filter(|(may, _)| *may).map(|(_, word)| *word).collect::<Vec<_>>().join(", ")
}

/// What a member sees: the own projects that may use it.
pub(super) fn own(grants: Vec<OwnGrant>, locale: Locale) -> impl IntoView + use<> {
    let words = locale.words();
    let items = grants.into_iter().map(|grant| {
        let uses = uses(grant.cluster.may_query, grant.cluster.may_deploy, words);
        view! {
            <li>
                <a href=paths::queries(grant.project)>{words.clusters.project_queries} " " {grant.project_name}</a>
                " "
                <small class="muted">{uses}</small>
            </li>
        }
    });
    view! {
        <section class="panel">
            <header class="panel-head"><h2>{words.clusters.your_grants}</h2></header>
            <ul>{items.collect_view()}</ul>
        </section>
    }
}
