//! Starting one process: its rules, its command line, its place in the record.

use super::{
    settings::LocalSettings,
    supervisor::{Parts, Supervisor},
};
use crate::local::{
    LocalError, Result, Rules,
    confine::{User, can_reach},
    process::{Archive, Launch, Role, Running, Start},
};
use std::{fs, time::Instant};

impl Supervisor {
    /// The second account, if it can get to what it needs.
    pub(super) fn second_user(&self, parts: &Parts) -> Option<User> {
        let user = self.availability.second_user?;
        let needed = [self.layout.work(), parts.home.root.join("lib"), parts.java.program()];
        if let Some(path) = needed.iter().find(|path| !can_reach(user, path)) {
            tracing::warn!(path = %path.display(), "engine processes keep the server's account: another cannot reach this path");
            return None;
        }
        Some(user)
    }

    /// Starts one process, recorded before anything else happens.
    pub(super) fn launch(&mut self, role: Role, parts: &Parts, user: Option<User>) -> Result<()> {
        let launch = Launch {
            role,
            java: &parts.java,
            home: &parts.home,
            added: &parts.added,
            layout: &self.layout,
            // A lone process fits to the configuration that the others were started with.
            memory: self.record.memory.unwrap_or(self.memory),
            engine_id: &self.record.id,
            archive: self.archive(role, parts),
        };
        let rules = self.rules(&launch, parts, user);
        rules.check()?;
        let file = self.layout.rules(role);
        let text = serde_json::to_vec(&rules).expect("plain data is JSON");
        fs::write(&file, text).map_err(LocalError::io(&file))?;

        let running = Running::start(Start {
            role,
            launcher: &self.settings.launcher,
            rules: &file,
            program: parts.java.program(),
            args: launch.args(),
            environment: launch.environment().into_iter().collect(),
            folder: self.layout.work(),
            out: self.layout.out_file(role),
        })?;
        self.record.processes.insert(role, running.id);
        self.running.insert(role, running);
        let watched = self.watched.entry(role).or_default();
        watched.backoff.started(Instant::now());
        watched.said = false;
        self.save()?;
        self.show_processes();
        Ok(())
    }

    fn rules(&self, launch: &Launch<'_>, parts: &Parts, user: Option<User>) -> Rules {
        let LocalSettings { data_dir, never, project_dirs, demand_confinement, .. } = &self.settings;
        let jars = parts.home.gateway.iter().chain(&parts.added).cloned();
        let read = [parts.java.home.clone(), self.layout.conf(), parts.home.root.join("lib")];
        let plugins = parts.home.plugins.iter().cloned();
        Rules {
            read: read.into_iter().chain(plugins).chain(jars).collect(),
            write: [self.layout.work()].into_iter().chain(project_dirs.iter().cloned()).collect(),
            never: [data_dir.clone(), self.layout.control()].into_iter().chain(never.iter().cloned()).collect(),
            environment: launch.environment(),
            user,
            demand: *demand_confinement,
            report: Some(self.layout.report(launch.role)),
        }
    }

    /// An archive is used only if it was written to its end, for this class path and this Java.
    fn archive(&self, role: Role, parts: &Parts) -> Archive {
        if !self.settings.quick_start || !parts.java.can_archive_classes() {
            return Archive::No;
        }
        let name = archive_name(role, parts);
        let file = self.layout.folder("cds").join(&name);
        if self.record.archives.get(&role) == Some(&name) && file.is_file() {
            return Archive::Use(file);
        }
        Archive::Make(file)
    }
}

pub(super) fn archive_name(role: Role, parts: &Parts) -> String {
    let own = parts.fingerprint.rsplit('-').next().unwrap_or_default();
    format!("{}-{}-{}.jsa", role.as_str(), parts.java.version, &own[..own.len().min(16)])
}
