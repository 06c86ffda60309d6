//! Drawing: a page is kept with the token of the next one before that is asked for.

use super::{Halt, Pump, announce::Announcer, pace::Pace, steady::steady, weigh::Trouble};
use crate::engines::Reached;
use chrono::TimeDelta;
use engine::gateway::{GatewayOperator, Page, Payload, ResultKind, RowFormat, Token};
use model::{
    QueryState, Topic,
    authority::JobControl,
    flink::{
        FlinkJobId, OperationHandle, SessionHandle,
        rows::{Cell, read_cells},
    },
    sql::StatementKind,
};
use std::{
    collections::HashSet,
    convert::Infallible,
    time::{Duration, Instant},
};
use store::{Appended, ResultPage, SpoolBounds, SpoolRows, Submitted};

/// While nothing is drawn, the gateway must know that somebody is there.
const HEARTBEAT: Duration = Duration::from_secs(60);
/// How often it is looked how much everybody keeps.
const USAGE: Duration = Duration::from_secs(30);
/// How often it is recorded that the session is used.
const USED: Duration = Duration::from_secs(600);

/// What changes while a query is drawn.
struct Drawing {
    handles: (SessionHandle, OperationHandle),
    gateway: Option<GatewayOperator>,
    bounds: SpoolBounds,
    looked: Instant,
    used: Instant,
    is_full: bool,
    has_run: bool,
    /// For a list of jobs: those it may show.
    jobs: Option<HashSet<FlinkJobId>>,
    pace: Pace,
    announcer: Announcer,
    trouble: Trouble,
}

impl Pump {
    /// Draws until there is a reason not to.
    pub(super) async fn draw(&mut self) -> Result<Infallible, Halt> {
        let mut drawing = self.drawing().await?;
        loop {
            self.check()?;
            self.must_be_read()?;
            if drawing.is_full {
                self.wait_for_room(&mut drawing).await?;
                continue;
            }
            let Some(token) = self.query.next_token else {
                return Err(Halt::finished());
            };
            let token = Token::new(u64::try_from(token).unwrap_or_default());
            let gateway = match self.gateway(&mut drawing).await {
                Ok(gateway) => gateway,
                Err(error) => {
                    self.weigh_absence(error, &mut drawing.trouble).await?;
                    continue;
                }
            };
            let page = self.or_halt(gateway.fetch(drawing.handles, token, RowFormat::Json)).await?;
            match page {
                Ok(page) => {
                    drawing.trouble = Trouble::default();
                    self.take(page, token, &mut drawing).await?;
                }
                Err(error) => {
                    // The engine may be elsewhere when it comes back.
                    drawing.gateway = None;
                    self.weigh(error, &mut drawing.trouble).await?;
                }
            }
        }
    }

    async fn drawing(&self) -> Result<Drawing, Halt> {
        let (Some(session), Some(operation)) = (self.query.session_id, self.query.operation_handle) else {
            return Err(self.salvage().await?);
        };
        let session = self.shared.store.gateway_session(&self.shared.scope, session).await?;
        let now = Instant::now();
        let wish = self.wish.borrow().keep_newest;
        Ok(Drawing {
            handles: (session.handle, operation),
            gateway: None,
            bounds: self.bounds().await?,
            looked: now,
            used: now,
            is_full: self.query.state == QueryState::Full && !wish,
            has_run: false,
            jobs: self.jobs_to_show().await?,
            pace: Pace::new(self.query.first_row_at.is_some(), now),
            announcer: Announcer::default(),
            trouble: Trouble::default(),
        })
    }

    async fn gateway(&self, drawing: &mut Drawing) -> crate::Result<GatewayOperator> {
        if let Some(gateway) = &drawing.gateway {
            return Ok(gateway.clone());
        }
        let reached: Reached = self.shared.engines.reach(self.query.cluster_id).await?;
        let gateway = reached.gateway()?;
        drawing.gateway = Some(gateway.clone());
        Ok(gateway)
    }

    async fn take(&mut self, page: Page, token: Token, drawing: &mut Drawing) -> Result<(), Halt> {
        let payload = match page {
            Page::EndOfStream => return Err(Halt::finished()),
            Page::NotReady => {
                if drawing.announcer.is_due(Instant::now()) {
                    self.announce().await;
                }
                let wait = drawing.pace.nothing(Instant::now());
                return self.sleep(wait).await;
            }
            Page::Payload(payload) => payload,
        };
        self.opened = true;
        self.note_run(&payload, drawing).await?;
        let rows = rows(&payload, drawing.jobs.as_ref());
        let is_empty = rows.is_empty();
        let is_first = self.query.result_columns.is_none();
        let page = ResultPage {
            token: number(token),
            next: Some(number(payload.next_token)),
            announce: drawing.announcer.with_page(!is_empty || is_first, Instant::now()),
            rows,
            columns: is_first.then(|| payload.columns.clone()),
            result_kind: payload.result_kind.filter(|_| is_first).map(|kind| {
                match kind {
                    ResultKind::Success => "SUCCESS",
                    ResultKind::SuccessWithContent => "SUCCESS_WITH_CONTENT",
                }
                .to_owned()
            }),
        };
        let bounds = drawing.bounds;
        let appended =
            steady!(self, self.shared.store.append_page(&self.shared.scope, &self.lease, page.clone(), bounds))?;
        self.query.next_token = page.next;
        self.query.bytes += page.rows.bytes();
        if is_first {
            self.query.result_columns = Some(payload.columns);
        }
        drawing.is_full = appended == Appended::Full && !self.wish.borrow().keep_newest;
        self.look_around(drawing).await?;
        match is_empty {
            true => {
                let wait = drawing.pace.nothing(Instant::now());
                self.sleep(wait).await
            }
            false => {
                drawing.pace.rows();
                Ok(())
            }
        }
    }

    /// A statement that became a job which stays is a run from now on.
    async fn note_run(&mut self, payload: &Payload, drawing: &mut Drawing) -> Result<(), Halt> {
        if drawing.has_run || payload.job_id.is_none() || !self.kind.submits_job() {
            return Ok(());
        }
        let run = Some(self.job_name().await);
        let submitted = Submitted { operation: drawing.handles.1, columns: None, run };
        self.note_submitted(submitted).await?;
        drawing.has_run = true;
        self.shared.acted.notify_one();
        Ok(())
    }

    /// What is looked at now and then while rows come.
    async fn look_around(&self, drawing: &mut Drawing) -> Result<(), Halt> {
        let now = Instant::now();
        if now.duration_since(drawing.looked) >= USAGE {
            drawing.looked = now;
            drawing.bounds = self.bounds().await?;
        }
        if let Some(session) = self.query.session_id
            && now.duration_since(drawing.used) >= USED
        {
            drawing.used = now;
            self.shared.store.note_session_used(&self.shared.scope, session).await?;
        }
        Ok(())
    }

    /// At the bound nothing is drawn, so that Flink waits too; until somebody chooses, or nobody is there.
    async fn wait_for_room(&self, drawing: &mut Drawing) -> Result<(), Halt> {
        let mut wish = self.wish.clone();
        let chosen = async { wish.wait_for(|wish| wish.keep_newest).await.is_ok() };
        let is_chosen = self.or_halt(tokio::time::timeout(self.pause(), chosen)).await?;
        if is_chosen.unwrap_or_default() {
            drawing.is_full = false;
            return Ok(());
        }
        if let Ok(gateway) = self.gateway(drawing).await {
            match gateway.heartbeat(drawing.handles.0).await {
                Err(error @ engine::Error::SessionLost) => return self.weigh(error, &mut drawing.trouble).await,
                Err(_) => drawing.gateway = None,
                Ok(()) => {}
            }
        }
        self.look_around(drawing).await
    }

    /// No longer than until it has to be found out that nobody reads.
    fn pause(&self) -> Duration {
        HEARTBEAT.min(self.shared.limits.unread_close)
    }

    fn must_be_read(&self) -> Result<(), Halt> {
        let read = self.wish.borrow().last_read.unwrap_or(self.query.requested_at);
        let most = TimeDelta::from_std(self.shared.limits.unread_close).unwrap_or(TimeDelta::MAX);
        match self.kind.is_query() && self.shared.store.now() - read > most {
            true => Err(Halt::Unread),
            false => Ok(()),
        }
    }

    /// How much is kept of this query at most: its own bound, and what is left of the person's and the disk's.
    async fn bounds(&self) -> Result<SpoolBounds, Halt> {
        let limits = self.shared.limits;
        let usage = self.shared.store.spool_usage(&self.shared.scope, self.query.user_id).await?;
        let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        let left = |most: u64, used: i64| signed(most).saturating_sub(used).max(0).saturating_add(self.query.bytes);
        let bytes = signed(limits.spool_bytes)
            .min(left(limits.user_bytes, usage.of_user))
            .min(left(limits.disk_bytes, usage.in_all));
        Ok(SpoolBounds { rows: signed(limits.spool_rows), bytes })
    }

    /// The project's jobs, for `SHOW JOBS`, which would list everybody's.
    async fn jobs_to_show(&self) -> Result<Option<HashSet<FlinkJobId>>, Halt> {
        if self.kind != StatementKind::ShowJobs {
            return Ok(None);
        }
        let (store, query) = (&self.shared.store, &self.query);
        let member = store.membership(query.user_id, query.project_id).await?;
        Ok(Some(match member.and_then(|member| member.allow::<JobControl>().ok()) {
            Some(scope) => store.project_jobs(&scope, query.cluster_id).await?,
            None => HashSet::new(),
        }))
    }

    /// Tells people of rows that no page will tell of for a while.
    async fn announce(&self) {
        if let Ok(query) = self.shared.store.query_of_any_project(&self.shared.scope, self.query.id).await {
            self.shared.announce(Topic::Query(query.project_id, query.id), query.revision).await;
        }
    }
}

fn rows(payload: &Payload, jobs: Option<&HashSet<FlinkJobId>>) -> SpoolRows {
    let mut rows = SpoolRows::with_capacity(payload.rows.bytes());
    for row in payload.rows.iter().filter(|row| jobs.is_none_or(|jobs| is_of(row.fields, jobs))) {
        rows.push(row.kind, row.fields);
    }
    rows
}

/// Whether the first value of a row is the id of one of these jobs.
fn is_of(fields: &str, jobs: &HashSet<FlinkJobId>) -> bool {
    let first = read_cells(fields).ok().and_then(|cells| cells.into_iter().next());
    match first {
        Some(Cell::Text(id)) => id.parse().is_ok_and(|id: FlinkJobId| jobs.contains(&id)),
        _ => false,
    }
}

fn number(token: Token) -> i64 {
    i64::try_from(token.number()).unwrap_or(i64::MAX)
}
