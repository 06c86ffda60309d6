//! Starts the server that was built: the one place that knows what it must be told.

use crate::{build::Built, place::Place};
use std::{path::Path, process::Command};

/// The server with its data in `data`; everything else as it is by default.
pub(crate) fn command(place: &Place, built: &Built, data: &Path) -> Command {
    let mut command = place.command(&built.binary);
    command.env("SCALEPH_SITE_DIR", &built.site).env("SCALEPH_DATA_DIR", data);
    command
}

/// The server on a port of loopback, with nothing but itself: no local engine.
pub(crate) fn command_on(place: &Place, built: &Built, data: &Path, port: u16) -> Command {
    let mut command = command(place, built, data);
    command.env("SCALEPH_LISTEN", format!("127.0.0.1:{port}"));
    command.env("SCALEPH_ADMIN_LISTEN", "").env("SCALEPH_ENGINE_LOCAL", "off");
    command
}
