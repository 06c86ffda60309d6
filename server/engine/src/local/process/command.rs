//! The command line of each process: values in, arguments out.

use super::{
    memory::{FRAMEWORK_HEAP, JOBMANAGER_METASPACE, METASPACE, Memory},
    role::Role,
};
use crate::local::{
    cluster::Layout,
    home::{FlinkHome, Java},
};
use std::{collections::BTreeMap, ffi::OsString, path::PathBuf};

/// Flink's own lists for Java 17.
const EXPORTS: [&str; 8] = [
    "java.base/sun.net.util",
    "java.rmi/sun.rmi.registry",
    "jdk.compiler/com.sun.tools.javac.api",
    "jdk.compiler/com.sun.tools.javac.file",
    "jdk.compiler/com.sun.tools.javac.parser",
    "jdk.compiler/com.sun.tools.javac.tree",
    "jdk.compiler/com.sun.tools.javac.util",
    "java.security.jgss/sun.security.krb5",
];
const OPENS: [&str; 11] = [
    "java.lang",
    "java.net",
    "java.io",
    "java.nio",
    "sun.nio.ch",
    "java.lang.reflect",
    "java.text",
    "java.time",
    "java.util",
    "java.util.concurrent",
    "java.util.concurrent.locks",
];

/// What a process is started from.
pub(crate) struct Launch<'a> {
    pub(crate) role: Role,
    pub(crate) java: &'a Java,
    pub(crate) home: &'a FlinkHome,
    /// Jars beside those of the home.
    pub(crate) added: &'a [PathBuf],
    pub(crate) layout: &'a Layout,
    pub(crate) memory: Memory,
    /// The random id of the cluster's life.
    pub(crate) engine_id: &'a str,
    pub(crate) archive: Archive,
}

/// What to do about the class-data archive of a process; none is ever needed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Archive {
    /// Nothing.
    No,
    /// There is one for this class path and this Java.
    Use(PathBuf),
    /// Write one when the process ends.
    Make(PathBuf),
}

/// The argument by which a process shows whose it is.
pub(crate) fn identity(engine_id: &str) -> String {
    format!("-Dscaleph.engine={engine_id}")
}

impl Launch<'_> {
    /// The arguments of `java`.
    pub(crate) fn args(&self) -> Vec<OsString> {
        let mut args: Vec<OsString> = vec!["-XX:+UseSerialGC".into(), "-XX:-UsePerfData".into()];
        args.extend(self.memory_args().into_iter().map(OsString::from));
        if self.role != Role::TaskManager {
            // Starting fast is worth more than running fast, except where the rows are.
            args.push("-XX:TieredStopAtLevel=1".into());
            args.push("-XX:+ExitOnOutOfMemoryError".into());
        }
        match &self.archive {
            Archive::No => {}
            Archive::Use(file) => args.extend([joined("-XX:SharedArchiveFile=", file), "-Xlog:cds=off".into()]),
            Archive::Make(file) => args.extend([joined("-XX:ArchiveClassesAtExit=", file), "-Xlog:cds=off".into()]),
        }
        args.extend(EXPORTS.iter().map(|package| format!("--add-exports={package}=ALL-UNNAMED").into()));
        args.extend(OPENS.iter().map(|package| format!("--add-opens=java.base/{package}=ALL-UNNAMED").into()));
        args.push("--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED".into());
        args.push(identity(self.engine_id).into());
        args.push(joined("-Djava.io.tmpdir=", &self.layout.tmp()));
        args.push(joined("-Dlog.file=", &self.layout.log_file(self.role)));
        args.push(joined("-Dlog4j.configurationFile=file:", &self.layout.log4j()));
        args.extend(["-cp".into(), self.class_path(), self.role.main_class().into()]);
        if self.role != Role::Gateway {
            args.extend(["--configDir".into(), self.layout.conf().into_os_string()]);
        }
        args
    }

    /// The whole environment of the process.
    pub(crate) fn environment(&self) -> BTreeMap<String, String> {
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        let plugins = self.home.plugins.clone().unwrap_or_else(|| self.layout.plugins());
        let mut environment = BTreeMap::from([
            ("PATH".to_owned(), "/usr/bin:/bin".to_owned()),
            ("LANG".to_owned(), "C.UTF-8".to_owned()),
            ("JAVA_HOME".to_owned(), text(self.java.home.clone())),
            ("FLINK_CONF_DIR".to_owned(), text(self.layout.conf())),
            ("FLINK_LIB_DIR".to_owned(), text(self.home.root.join("lib"))),
            ("FLINK_OPT_DIR".to_owned(), text(self.home.opt.clone())),
            ("FLINK_PLUGINS_DIR".to_owned(), text(plugins)),
        ]);
        if let Ok(zone) = std::env::var("TZ") {
            environment.insert("TZ".into(), zone);
        }
        environment
    }

    fn memory_args(&self) -> Vec<String> {
        let memory = self.memory;
        match self.role {
            Role::JobManager => vec![
                format!("-Xmx{}m", memory.jobmanager_heap),
                format!("-XX:MaxMetaspaceSize={JOBMANAGER_METASPACE}m"),
            ],
            Role::TaskManager => vec![
                format!("-Xmx{}m", FRAMEWORK_HEAP + memory.task_heap),
                format!("-XX:MaxDirectMemorySize={}m", memory.taskmanager_direct()),
                format!("-XX:MaxMetaspaceSize={METASPACE}m"),
            ],
            Role::Gateway => {
                vec![format!("-Xmx{}m", memory.gateway_heap), format!("-XX:MaxMetaspaceSize={METASPACE}m")]
            }
        }
    }

    /// Named jar by jar: a `*` has no order, and archives are bound to one.
    fn class_path(&self) -> OsString {
        let own = if self.role == Role::Gateway { self.home.gateway.as_slice() } else { &[] };
        let jars = self.home.lib.iter().chain(own).chain(self.added);
        jars.map(|jar| jar.as_os_str()).collect::<Vec<_>>().join(":".as_ref())
    }
}

fn joined(option: &str, path: &std::path::Path) -> OsString {
    let mut text = OsString::from(option);
    text.push(path);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(role: Role, archive: Archive) -> Vec<String> {
        let java = Java { home: "/jdk".into(), version: "17.0.1".into(), major: 17 };
        let home = FlinkHome {
            root: "/home".into(),
            version: "1.20.3".into(),
            lib: vec!["/home/lib/a.jar".into(), "/home/lib/b.jar".into()],
            gateway: vec!["/home/opt/gateway.jar".into()],
            opt: "/home/opt".into(),
            plugins: None,
        };
        let (layout, memory) = (Layout::new("/c"), Memory::for_total(0));
        let added = ["/own.jar".into()];
        let launch = Launch {
            role,
            java: &java,
            home: &home,
            added: &added,
            layout: &layout,
            memory,
            engine_id: "id1",
            archive,
        };
        launch.args().into_iter().map(|arg| arg.into_string().unwrap()).collect()
    }

    #[test]
    fn the_class_path_is_named_jar_by_jar_and_only_the_gateway_has_its_own() {
        assert!(args(Role::TaskManager, Archive::No).contains(&"/home/lib/a.jar:/home/lib/b.jar:/own.jar".into()));
        let gateway = args(Role::Gateway, Archive::No);
        assert!(gateway.contains(&"/home/lib/a.jar:/home/lib/b.jar:/home/opt/gateway.jar:/own.jar".into()));
        assert_eq!(gateway.last().unwrap(), "org.apache.flink.table.gateway.SqlGateway");
    }

    #[test]
    fn every_process_carries_the_id_and_leaves_no_files_in_shared_folders() {
        for role in Role::ALL {
            let args = args(role, Archive::No);
            for wanted in ["-Dscaleph.engine=id1", "-XX:-UsePerfData", "-Djava.io.tmpdir=/c/work/tmp"] {
                assert!(args.iter().any(|arg| arg == wanted), "{role:?} {wanted}");
            }
        }
    }

    #[test]
    fn the_taskmanager_is_compiled_fully_and_bounded_in_direct_memory() {
        let taskmanager = args(Role::TaskManager, Archive::Use("/c/work/cds/x.jsa".into()));
        assert!(taskmanager.contains(&"-XX:MaxDirectMemorySize=192m".into()));
        assert!(taskmanager.contains(&"-XX:SharedArchiveFile=/c/work/cds/x.jsa".into()));
        assert!(!taskmanager.contains(&"-XX:TieredStopAtLevel=1".into()));
        assert!(args(Role::JobManager, Archive::No).contains(&"-XX:TieredStopAtLevel=1".into()));
    }
}
