//! The person in front of it all: makes the jobs and acts on them, by the forms that a browser would send.

use super::{
    house::{House, Shape},
    job::{Job, Said},
    plan::Wish,
};
use crate::{account::Account, client::Client};
use anyhow::{Context, Result, ensure};
use std::{collections::BTreeMap, path::PathBuf};

/// Who acts, on what.
#[derive(Debug)]
pub(super) struct Person {
    account: Account,
    /// The jobs, by their numbers.
    pub(super) jobs: Vec<Job>,
    /// The folder below which all jobs write.
    pub(super) root: PathBuf,
    /// Why jobs were down that were meant to run, and how often.
    pub(super) downs: BTreeMap<String, usize>,
    /// How often a server did not take what was asked of it.
    pub(super) refused: usize,
    /// How often each act was taken.
    pub(super) taken: BTreeMap<String, usize>,
    turn: usize,
}

impl Person {
    /// Signs in as the administrator, and makes jobs that nothing runs of yet.
    pub(super) fn arrive(house: &mut House, jobs: usize) -> Result<Self> {
        let account = house.account.take().context("nobody has an account")?;
        let root = house.engine.work().join("chaos");
        let (downs, taken, jobs_made) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        let mut person = Self { account, jobs: jobs_made, root, downs, refused: 0, taken, turn: 0 };
        let cluster = person.cluster(house)?;
        for number in 0..jobs {
            let job = person.make(house, &cluster, format!("chaos-{number:02}"))?;
            person.jobs.push(job);
        }
        Ok(person)
    }

    /// Does what is wanted of a job, as far as it can be done in its state; says what was done.
    pub(super) fn act(&mut self, house: &House, number: usize, wish: Wish) -> Result<Option<String>> {
        let said = self.jobs[number].said(&house.database)?;
        let act = match wish {
            _ if said.is_down() => {
                self.jobs[number].begins_anew |= wish == Wish::Anew;
                return self.deploy(house, number, &said);
            }
            Wish::Cancel => "cancel",
            _ if !said.runs() => return Ok(None),
            Wish::Anew => {
                self.jobs[number].begins_anew = true;
                "cancel"
            }
            Wish::Stop => "stop",
            Wish::Restart => "restart",
            Wish::Savepoint => "savepoint",
            Wish::Checkpoint => "checkpoint",
            Wish::Upgrade => return self.upgrade(house, number),
            Wish::RollBack => return self.roll_back(house, number),
        };
        let page = self.page(number);
        Ok(self.asked(house, &page, &[("act", act)])?.then(|| self.told(act, number)))
    }

    /// How many jobs run.
    pub(super) fn running(&self, house: &House) -> Result<usize> {
        let said = self.jobs.iter().map(|job| job.said(&house.database)).collect::<Result<Vec<_>>>()?;
        Ok(said.iter().filter(|said| said.state == "running").count())
    }

    /// Starts jobs that are down, a few at a time; says which.
    pub(super) fn tend(&mut self, house: &House, most: usize) -> Result<Vec<String>> {
        let mut done = Vec::new();
        for number in 0..self.jobs.len() {
            if done.len() == most {
                break;
            }
            let said = self.jobs[number].said(&house.database)?;
            if said.is_down() {
                done.extend(self.deploy(house, number, &said)?);
            }
        }
        Ok(done)
    }

    /// Stops a job with a savepoint.
    pub(super) fn stop(&mut self, house: &House, number: usize) -> Result<bool> {
        let page = self.page(number);
        self.asked(house, &page, &[("act", "stop")])
    }

    /// Deploys a job that is down: from its newest state, or from nothing where it has none, or is to begin anew.
    fn deploy(&mut self, house: &House, number: usize, said: &Said) -> Result<Option<String>> {
        if said.desired == "running" || !said.error.is_empty() {
            *self.downs.entry(said.why()).or_default() += 1;
        }
        let job = &mut self.jobs[number];
        // Of a registered cluster the servers know what checkpoints there were a while ago.
        job.begins_anew |= !house.shape.is_exactly_once() && said.lacks_its_state();
        let (has_begun, before) = (said.run > job.runs_before, job.runs_before);
        let from = if has_begun && !job.begins_anew && !said.has_no_state() { "latest" } else { "empty" };
        if job.begins_anew && has_begun {
            (job.generation, job.version, job.runs_before) = (job.generation + 1, job.version + 1, said.run);
            if !self.save(house, number)? {
                // Nobody knows what the script says now: it is saved again another time.
                let job = &mut self.jobs[number];
                (job.generation, job.runs_before) = (job.generation - 1, before);
                return Ok(None);
            }
        }
        self.jobs[number].begins_anew = false;
        let page = format!("{}/deploy", self.page(number));
        Ok(self.asked(house, &page, &[("from", from)])?.then(|| self.told(&format!("deploy {from}"), number)))
    }

    fn upgrade(&mut self, house: &House, number: usize) -> Result<Option<String>> {
        self.jobs[number].version += 1;
        if !self.save(house, number)? {
            return Ok(None);
        }
        let page = format!("{}/upgrade", self.page(number));
        Ok(self.asked(house, &page, &[("from", "latest")])?.then(|| self.told("upgrade", number)))
    }

    fn roll_back(&mut self, house: &House, number: usize) -> Result<Option<String>> {
        let Job { id, runs_before, .. } = &self.jobs[number];
        let query = format!("SELECT id FROM runs WHERE job_id = '{id}' AND number > {runs_before} ORDER BY number");
        let runs = house.database.rows(&query)?;
        self.turn += 1;
        let Some(run) = runs.get(self.turn % runs.len().max(1)).and_then(|row| row.first()) else { return Ok(None) };
        let page = format!("{}/runs/{}/roll-back", self.page(number), run.trim());
        Ok(self.asked(house, &page, &[("from", "latest")])?.then(|| self.told("roll back", number)))
    }

    fn make(&mut self, house: &House, cluster: &str, name: String) -> Result<Job> {
        let mut client = self.client(house)?;
        let scripts = format!("/projects/{}/scripts/new", self.account.project);
        let page = client.post(&scripts, &[("name", &name), ("folder", "")])?;
        let script = last(&page)?;
        let (generation, version, runs_before) = (1, 1, 0);
        let mut job = Job { name, id: String::new(), script, generation, version, runs_before, begins_anew: false };
        self.write(&mut client, house, &job)?;
        let fields = [
            ("name", job.name.as_str()),
            ("artifact", "script"),
            ("script", job.script.as_str()),
            ("cluster", cluster),
            ("parallelism", "1"),
            ("mode", "streaming"),
            ("checkpoints", "own"),
            ("checkpoint_interval_seconds", checkpoint_seconds(house.shape)),
            ("checkpoint_timeout_seconds", "60"),
            ("checkpoints_retained", "3"),
            ("keep_on_cancel", "on"),
            ("restart", "fixed_delay"),
            ("restart_attempts", "1000000"),
            ("restart_delay_seconds", "1"),
        ];
        let page = client.post(&format!("/projects/{}/jobs/new", self.account.project), &fields)?;
        job.id = last(&page)?;
        Ok(job)
    }

    /// The cluster on which the jobs run, granted to the project.
    fn cluster(&self, house: &House) -> Result<String> {
        if house.shape != Shape::Registered {
            return house.database.one("SELECT id FROM session_clusters WHERE kind = 'local'");
        }
        let (rest, gateway) = house.engine.ports().context("the engine has no ports yet")?;
        let (rest, gateway) = (format!("http://127.0.0.1:{rest}"), format!("http://127.0.0.1:{gateway}"));
        let mut client = self.client(house)?;
        let fields = [
            ("name", "Registered"),
            ("rest_url", rest.as_str()),
            ("gateway_url", &gateway),
            ("credentials", "none"),
            ("restarts_jobs", "on"),
            ("act", "save"),
        ];
        let page = client.post("/clusters/new", &fields)?;
        let grant = [("project", self.account.project.as_str()), ("may_query", "on"), ("may_deploy", "on")];
        client.post(&format!("{page}/grants"), &grant)?;
        last(&page)
    }

    /// Saves the script of a job; false when nobody knows whether it is saved.
    fn save(&mut self, house: &House, number: usize) -> Result<bool> {
        let job = &self.jobs[number];
        let saved = self.client(house).and_then(|mut client| self.write(&mut client, house, job));
        self.refused += usize::from(saved.is_err());
        Ok(saved.is_ok())
    }

    fn write(&self, client: &mut Client, house: &House, job: &Job) -> Result<()> {
        let (text, query) = (job.text(&self.root), format!("SELECT revision FROM scripts WHERE id = '{}'", job.script));
        let revision = house.database.one(&query)?;
        let page = format!("/projects/{}/sql/{}", self.account.project, job.script);
        client.post(&page, &[("text", &text), ("revision", &revision)])?;
        ensure!(house.database.one(&query)? != revision, "the script of {} was not saved", job.name);
        Ok(())
    }

    /// Posts a form; false when no server took it.
    fn asked(&mut self, house: &House, page: &str, fields: &[(&str, &str)]) -> Result<bool> {
        self.turn += 1;
        let Ok(mut client) = self.client(house) else { return Ok(false) };
        let led_to = client.post(page, fields);
        // A form that is refused leads back to itself; that of the acts is the job's page, to which all of them lead.
        let own = ["/deploy", "/upgrade", "/roll-back"].into_iter().any(|end| page.ends_with(end));
        let is_taken = led_to.is_ok_and(|to| !(to.starts_with("/sign-in") || own && to == page));
        self.refused += usize::from(!is_taken);
        Ok(is_taken)
    }

    fn client(&self, house: &House) -> Result<Client> {
        let server = house.server(self.turn).context("no server answers")?;
        Client::new(server.port, &self.account.cookie)
    }

    fn page(&self, number: usize) -> String {
        format!("/projects/{}/jobs/{}", self.account.project, self.jobs[number].id)
    }

    fn told(&mut self, act: &str, number: usize) -> String {
        let kind = act.split_once(' ').filter(|(act, _)| *act == "deploy").map_or(act, |(act, _)| act);
        *self.taken.entry(kind.replace(' ', "_")).or_default() += 1;
        format!("{act} {}", self.jobs[number].name.trim_start_matches("chaos-"))
    }
}

/// Of a registered cluster the newest checkpoint is asked for every twenty seconds, and three are kept.
fn checkpoint_seconds(shape: Shape) -> &'static str {
    if shape.is_exactly_once() { "2" } else { "10" }
}

/// The id with which an address ends.
fn last(page: &str) -> Result<String> {
    let id = page.rsplit('/').next().unwrap_or_default();
    ensure!(id.len() == 36, "a form led to {page}, not to what it made");
    Ok(id.to_owned())
}
