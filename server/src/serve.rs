//! `scaleph serve`: opens everything, serves until it is told to stop, and leaves the engines running.

use crate::{
    assembly,
    auth::{Auth, Oidc, Passwords},
    commands::LINK_LIFETIME,
    config::{Config, Loaded},
    door::Door,
    headers::Security,
    live::Live,
    metrics::{Metrics, Readiness, serve_admin},
    router::{Parts, router},
    site::Site,
    telemetry::{self, RequestObserver},
};
use anyhow::Context;
use app::{
    context::{AppState, Settings},
    line_cache::LineCache,
};
use control::Control;
use leptos::prelude::LeptosOptions;
use model::authority::SystemScope;
use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};
use store::Store;
use tokio::{net::TcpListener, sync::watch};
use tower_sessions::{SessionManagerLayer, cookie::SameSite};

/// How long requests under way may take after the server was told to stop.
const PATIENCE: Duration = Duration::from_secs(20);

/// Serves until a signal.
pub(crate) async fn serve(loaded: Loaded, site: Site, scope: SystemScope) -> anyhow::Result<()> {
    telemetry::start(&loaded.config.log)?;
    let set = loaded.given().join(", ");
    let config = loaded.config;
    tracing::info!(settings = set, "scaleph {} starts", env!("CARGO_PKG_VERSION"));
    let listener =
        TcpListener::bind(config.web.listen).await.with_context(|| format!("listening on {}", config.web.listen))?;
    let bound = listener.local_addr()?;
    let admin = match config.admin.listen {
        Some(address) => Some(TcpListener::bind(address).await.with_context(|| format!("listening on {address}"))?),
        None => None,
    };
    let own = [Some(bound), admin.as_ref().and_then(|listener| listener.local_addr().ok())];
    let own: Vec<SocketAddr> = own.into_iter().flatten().collect();
    let store = Store::open(assembly::store_options(&config, own.clone())?).await?;
    let door = Door::new(config.web.clone(), bound);
    let oidc = assembly::oidc(&config, &store, &door.origin, own.clone())?;
    let control = assembly::control(&config, &store, scope.clone(), own).await?;
    let (stop, stopping) = watch::channel(false);
    let auth = Auth { passwords: Passwords::new(), oidc };
    let parts = parts(&config, &store, &control, auth, door.clone(), Live::new(site.see, stopping.clone()), site)?;
    if let Some(admin) = admin {
        serve_metrics(admin, store.clone(), stopping.clone());
    }
    greet(&store, &scope, &config, bound).await?;

    let service = router(parts).into_make_service_with_connect_info::<SocketAddr>();
    let mut told = stopping.clone();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        _ = told.wait_for(|stopping| *stopping).await;
    });
    tokio::spawn(async move {
        terminated().await;
        tracing::info!("told to stop: requests and streams end, engines go on");
        stop.send_replace(true);
    });
    let mut told = stopping;
    tokio::select! {
        served = async { serving.await } => served?,
        () = async {
            _ = told.wait_for(|stopping| *stopping).await;
            tokio::time::sleep(PATIENCE).await;
        } => tracing::warn!("some requests did not end in time"),
    }
    control.stop().await;
    tracing::info!("stopped");
    Ok(())
}

fn parts(
    config: &Config,
    store: &Store,
    control: &Control,
    auth: Auth,
    door: Door,
    live: Live,
    site: Site,
) -> anyhow::Result<Parts<store::Sessions>> {
    let settings = Settings {
        public_url: door.origin.to_string(),
        local_sign_in: config.sign_in.local,
        provider: auth.oidc.as_ref().map(|oidc| oidc.label().to_owned()),
    };
    let state = AppState {
        options: browser_files(&config.data.site_dir)?,
        store: store.clone(),
        control: control.clone(),
        settings: Arc::new(settings),
        lines: LineCache::default(),
    };
    let issuers = auth.oidc.as_ref().map(Oidc::issuer_origin).unwrap_or_default();
    // A name that only we can set, and that no neighbour on another path or port can overwrite.
    let name = if door.tls { "__Host-scaleph" } else { "scaleph" };
    let sessions = SessionManagerLayer::new(store.sessions(assembly::session_limits(config)))
        .with_name(name)
        .with_secure(door.tls)
        .with_http_only(true)
        .with_same_site(SameSite::Lax);
    Ok(Parts {
        state,
        security: Security { issuers: issuers.into(), tls: door.tls },
        auth,
        door,
        live,
        site,
        observer: RequestObserver::new(&config.web.trusted_proxies),
        sessions,
    })
}

/// Where the browser files are: the folder is named by its content.
fn browser_files(site: &Path) -> anyhow::Result<LeptosOptions> {
    let named = site.join("pkg.txt");
    let folder = std::fs::read_to_string(&named)
        .with_context(|| format!("{} is missing: run `cargo xtask build`, or set site_dir", named.display()))?;
    Ok(LeptosOptions::builder()
        .output_name("frontend")
        .site_root(site.display().to_string())
        .site_pkg_dir(folder.trim().to_string())
        .build())
}

fn serve_metrics(listener: TcpListener, store: Store, mut stopping: watch::Receiver<bool>) {
    let readiness = Readiness::new(move || {
        let store = store.clone();
        async move { store.has_administrator().await.map(drop).map_err(|_| "the database does not answer".into()) }
    });
    let stopped = async move {
        _ = stopping.wait_for(|stopping| *stopping).await;
    };
    tokio::spawn(async move {
        if let Err(error) = serve_admin(listener, Metrics::install(), readiness, stopped).await {
            tracing::error!(error = %error, "metrics and health are not served any more");
        }
    });
}

/// Says where to go; without an administrator, the one-time link that makes one.
async fn greet(store: &Store, scope: &SystemScope, config: &Config, bound: SocketAddr) -> anyhow::Result<()> {
    let origin = config.web.origin(bound);
    if store.has_administrator().await? {
        println!("Scaleph is at {origin}");
        return Ok(());
    }
    let token = store.create_setup_link(scope, LINK_LIFETIME).await?;
    println!("Scaleph is at {origin}");
    println!("There is no administrator yet. This link makes one, once, within the hour:");
    println!("  {}", origin.url(&format!("/setup?token={token}")));
    Ok(())
}

/// Waits for the signals that mean stop.
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
}
