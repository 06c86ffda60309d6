//! Switches the log on, and makes sure that a panic is in it.

use crate::config::{LogConfig, LogFormat};
use std::{any::Any, backtrace::Backtrace, io, panic};
use tracing_subscriber::{EnvFilter, Layer, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The filter is not understood; a checked configuration has none of these.
    #[error("the log filter is not understood")]
    Filter(#[source] tracing_subscriber::filter::ParseError),
    /// This process has a log already.
    #[error("there is a log already")]
    Twice(#[source] tracing_subscriber::util::TryInitError),
}

/// Switches the log of this process on: to standard error, which belongs to the service manager; standard output is for
/// answers of commands.
///
/// # Errors
/// If it is on already.
pub fn start(config: &LogConfig) -> Result<(), TelemetryError> {
    let filter = EnvFilter::try_new(&config.level).map_err(TelemetryError::Filter)?;
    let layer = fmt::layer().with_writer(io::stderr);
    let layer = match config.format {
        LogFormat::Text => layer.with_ansi(io::IsTerminal::is_terminal(&io::stderr())).boxed(),
        LogFormat::Json => layer.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed(),
    };
    tracing_subscriber::registry().with(filter).with(layer).try_init().map_err(TelemetryError::Twice)?;
    log_panics();
    Ok(())
}

/// A task that panics ends alone; without this, only whoever watches the terminal would know.
fn log_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = message(panic.payload());
        // Empty unless `RUST_BACKTRACE` asks for it.
        let backtrace = Backtrace::capture();
        tracing::error!(panic.place = place, panic.backtrace = %backtrace, "panic at {place}: {message}");
    }));
}

fn message(payload: &dyn Any) -> &str {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("not a text")
}
