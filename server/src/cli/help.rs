//! How the program is used.

use crate::config::flag_help;

const USAGE: &str = "\
A console for Apache Flink.

Usage: scaleph [COMMAND] [--SETTING VALUE]...

Commands:
  serve               Serve the console (also without a command)
  config              Print every setting that counts with its source; secrets are not shown
  config --markdown   Print the table of settings and their defaults
  sql split --json    Take the Flink SQL script on standard input apart into statements
  admin link          Print a one-time link with which an administrator signs in
  engine status       Print what runs of the local engine
  engine stop         Stop the local engine; the server leaves it running when it ends
  backup FILE         Write everything that is kept into a file; files in a bucket stay there
  restore FILE        Make everything that is kept anew from such a file
  version             Print the version
  help                Print this

Settings are read from a file, then from the environment, then from flags; later ones win.
The file is TOML: --config FILE, else SCALEPH_CONFIG, else scaleph.toml in the data folder.
session.idle is SCALEPH_SESSION_IDLE in the environment and --session.idle or --session-idle as a flag.
Lists are separated by commas. A secret can be given as a file, which is how containers mount it.

";

/// How the program is used, with every setting.
pub fn help() -> String {
    format!("{USAGE}Settings [default]:\n{}", flag_help())
}

/// The name of the program and its version.
pub fn version() -> String {
    format!("scaleph {}", env!("CARGO_PKG_VERSION"))
}
