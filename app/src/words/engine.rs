//! The local engine: what it does, its processes, how it is confined, and the acts on it.

use engine::local::{Role, State};
use store::OperationState;

/// Words about the local engine.
#[derive(Debug)]
#[expect(missing_docs, reason = "a field is named after what it says, and says it in two languages below")]
pub struct Engine {
    pub title: &'static str,
    pub state: fn(&State) -> &'static str,
    pub state_means: fn(&State) -> &'static str,
    pub start: &'static str,
    pub stop: &'static str,
    pub stop_why: &'static str,
    pub restart: &'static str,
    pub give_up: &'static str,
    pub give_up_asked: &'static str,
    pub under_way: &'static str,
    pub requested: &'static str,
    pub act: fn(&str) -> Option<&'static str>,
    pub act_state: fn(OperationState) -> &'static str,
    pub last_act: &'static str,
    pub took: fn(&str) -> String,
    pub since_then: fn(&str) -> String,
    pub steps: &'static str,
    pub step: fn(&str) -> Option<&'static str>,
    pub fetch: fn(&str) -> String,
    pub fetched: fn(files: usize, files_total: usize, bytes: &str, bytes_total: &str) -> String,
    pub restart_needed: &'static str,
    pub restart_needed_why: &'static str,
    pub processes: &'static str,
    pub process: &'static str,
    pub pid: &'static str,
    pub memory: &'static str,
    pub memory_given: &'static str,
    pub heap: fn(Role, u32) -> String,
    pub task_memory: fn(task: u32, managed: u32, network: u32) -> String,
    pub since: &'static str,
    pub restarts: &'static str,
    pub runs: &'static str,
    pub runs_not: &'static str,
    pub java: &'static str,
    pub ports: &'static str,
    pub ports_of: fn(rest: u16, rpc: u16, gateway: u16) -> String,
    pub home: &'static str,
    pub confinement: &'static str,
    pub confined_fully: &'static str,
    pub confined_partly: &'static str,
    pub confined_user: fn(u32) -> String,
    pub confined_not: &'static str,
    pub confined_unseen: &'static str,
    pub for_administrators: &'static str,
    pub unconfined_why: fn(&str) -> Option<&'static str>,
    pub sets: &'static str,
    pub sets_why: &'static str,
    pub set: &'static str,
    pub set_offers: &'static str,
    pub set_installed: &'static str,
    pub set_available: &'static str,
    pub set_add: &'static str,
    pub set_wanted: fn(&str) -> String,
    pub set_unknown: fn(&str) -> String,
    pub set_how: &'static str,
    pub set_affects: fn(queries: usize, who: &str) -> String,
    pub set_affects_nothing: &'static str,
    pub set_ask: &'static str,
    pub logs: &'static str,
    pub logs_why: &'static str,
    pub log_empty: &'static str,
    pub log_of: fn(Role) -> &'static str,
    pub log_flink: &'static str,
    pub log_output: &'static str,
    pub log_output_before: &'static str,
}

pub(super) static EN: Engine = Engine {
    title: "Engine",
    state: |state| match state {
        State::NotProvisioned => "Not installed",
        State::Provisioning(_) => "Fetching jars",
        State::Stopped => "Stopped",
        State::Starting { .. } => "Starting",
        State::Running => "Running",
        State::Degraded => "Degraded",
        State::Stopping => "Stopping",
        State::Failed(_) => "Failed",
    },
    state_means: |state| match state {
        State::NotProvisioned => "The jars of Flink are fetched at the first start; that takes a few minutes once.",
        State::Provisioning(_) => "The jars of Flink are being fetched and checked.",
        State::Stopped => "It does not run. Nothing can be sent to it.",
        State::Starting { .. } => "It is being started.",
        State::Running => "All of it runs and answers.",
        State::Degraded => "A process does not run or does not answer; it is being started again.",
        State::Stopping => "It is being stopped.",
        State::Failed(_) => "It could not be started or stopped.",
    },
    start: "Start",
    stop: "Stop",
    stop_why: "Everything that runs on it is stopped, and its sessions are closed.",
    restart: "Restart",
    give_up: "Give up",
    give_up_asked: "It is being given up.",
    under_way: "Something is being done with it; wait until that is over.",
    requested: "Recorded. It begins at once, and goes on whether you look or not.",
    act: |kind| match kind {
        "session_cluster.start" => Some("Start"),
        "session_cluster.stop" => Some("Stop"),
        "session_cluster.restart" => Some("Restart"),
        "session_cluster.add_set" => Some("Add a connector set"),
        _ => None,
    },
    act_state: |state| match state {
        OperationState::Requested => "Requested",
        OperationState::Running => "Under way",
        OperationState::Succeeded => "Done",
        OperationState::Failed => "Failed",
        OperationState::Cancelled => "Given up",
        OperationState::Abandoned => "Outcome unknown",
    },
    last_act: "Last act",
    took: |span| format!("took {span}"),
    since_then: |span| format!("for {span}"),
    steps: "Steps",
    step: |name| match name {
        "java" => Some("Look for Java"),
        "jars" => Some("Check the jars"),
        "configuration" => Some("Choose ports, write the configuration"),
        "job_manager" => Some("Start the processes, wait for the JobManager"),
        "task_manager" => Some("Wait for a TaskManager with slots"),
        "gateway" => Some("Wait for the SQL Gateway"),
        "planner" => Some("Load the SQL planner"),
        "stop_processes" => Some("End the processes"),
        "fetch_core" => Some("Fetch the jars of Flink"),
        _ => None,
    },
    fetch: |part| format!("Fetch the connector set {part}"),
    fetched: |files, files_total, bytes, bytes_total| {
        format!("{files} of {files_total} files, {bytes} of {bytes_total}")
    },
    restart_needed: "Restart needed",
    restart_needed_why: "Jars or settings changed, and the running processes do not have them yet.",
    processes: "Processes",
    process: "Process",
    pid: "Process id",
    memory: "Memory",
    memory_given: "Memory settings",
    heap: |role, mib| format!("{}: {mib} MiB heap", name_of(role)),
    task_memory: |task, managed, network| {
        format!("TaskManager: {task} MiB heap for tasks, {managed} MiB managed, {network} MiB network")
    },
    since: "Since",
    restarts: "Restarts",
    runs: "Running",
    runs_not: "Not running",
    java: "Java",
    ports: "Ports on the loopback",
    ports_of: |rest, rpc, gateway| format!("REST {rest}, RPC {rpc}, SQL Gateway {gateway}"),
    home: "Flink home",
    confinement: "Confinement",
    confined_fully: "Confined by Landlock: the processes see Java, Flink, and their own files, nothing else of this host.",
    confined_partly: "Confined by Landlock as far as this kernel knows it; a newer kernel closes more.",
    confined_user: |uid| format!("They run as another account (uid {uid})."),
    confined_not: "Not confined: SQL and jars run with the rights of this server, so only administrators may use it.",
    confined_unseen: "Known once it runs.",
    for_administrators: "Engine processes cannot be confined on this host, so only administrators may use the local engine. Choose another cluster, or ask an administrator: the cluster’s page says what the host lacks.",
    unconfined_why: |reason| match reason {
        "no_landlock" => Some("The kernel has no Landlock, or it is switched off."),
        "old_landlock" => Some("The kernel's Landlock is too old."),
        "no_second_user" => Some("There is no second account for the engine on this host."),
        "not_root" => Some("The server is not root, so it cannot start processes under another account."),
        _ => None,
    },
    sets: "Connector sets",
    sets_why: "Jars that give SQL more connectors and formats. They are fetched, checked against their pinned hash, and put on the class path.",
    set: "Set",
    set_offers: "Offers",
    set_installed: "Installed",
    set_available: "Not installed",
    set_add: "Add",
    set_wanted: |set| format!("The connector that was missing is in the set “{set}”, marked below."),
    set_unknown: |set| format!("There is no connector set “{set}”."),
    set_how: "After adding one, the engine must be restarted before SQL finds it. A restart stops everything that runs on it.",
    set_affects: |queries, who| {
        let queries = if queries == 1 { "1 running query".into() } else { format!("{queries} running queries") };
        format!("At the moment that would be {queries} of {who}.")
    },
    set_affects_nothing: "At the moment nothing runs on it.",
    set_ask: "An administrator can add sets.",
    logs: "Logs",
    logs_why: "The last 64 KiB. The newest line is at the end.",
    log_empty: "There is nothing in it yet.",
    log_of: name_of,
    log_flink: "Log",
    log_output: "Output",
    log_output_before: "Output of the process before",
};

pub(super) static ZH: Engine = Engine {
    title: "引擎",
    state: |state| match state {
        State::NotProvisioned => "未安装",
        State::Provisioning(_) => "正在获取 jar",
        State::Stopped => "已停止",
        State::Starting { .. } => "正在启动",
        State::Running => "运行中",
        State::Degraded => "部分异常",
        State::Stopping => "正在停止",
        State::Failed(_) => "失败",
    },
    state_means: |state| match state {
        State::NotProvisioned => "首次启动时会获取 Flink 的 jar，只需一次，约几分钟。",
        State::Provisioning(_) => "正在获取并校验 Flink 的 jar。",
        State::Stopped => "引擎没有运行，无法接收任何任务。",
        State::Starting { .. } => "正在启动。",
        State::Running => "全部进程运行正常。",
        State::Degraded => "有进程没有运行或没有应答，正在重新启动。",
        State::Stopping => "正在停止。",
        State::Failed(_) => "启动或停止失败。",
    },
    start: "启动",
    stop: "停止",
    stop_why: "其上运行的一切都会停止，会话会关闭。",
    restart: "重启",
    give_up: "放弃",
    give_up_asked: "正在放弃。",
    under_way: "正在对其执行操作，请等待完成。",
    requested: "已记录，马上开始。无论您是否查看，都会继续执行。",
    act: |kind| match kind {
        "session_cluster.start" => Some("启动"),
        "session_cluster.stop" => Some("停止"),
        "session_cluster.restart" => Some("重启"),
        "session_cluster.add_set" => Some("添加连接器集"),
        _ => None,
    },
    act_state: |state| match state {
        OperationState::Requested => "已请求",
        OperationState::Running => "进行中",
        OperationState::Succeeded => "完成",
        OperationState::Failed => "失败",
        OperationState::Cancelled => "已放弃",
        OperationState::Abandoned => "结果未知",
    },
    last_act: "最近操作",
    took: |span| format!("用时 {span}"),
    since_then: |span| format!("已进行 {span}"),
    steps: "步骤",
    step: |name| match name {
        "java" => Some("查找 Java"),
        "jars" => Some("检查 jar"),
        "configuration" => Some("选择端口，写入配置"),
        "job_manager" => Some("启动进程，等待 JobManager"),
        "task_manager" => Some("等待有 Slot 的 TaskManager"),
        "gateway" => Some("等待 SQL Gateway"),
        "planner" => Some("加载 SQL planner"),
        "stop_processes" => Some("结束进程"),
        "fetch_core" => Some("获取 Flink 的 jar"),
        _ => None,
    },
    fetch: |part| format!("获取连接器集 {part}"),
    fetched: |files, files_total, bytes, bytes_total| {
        format!("{files} / {files_total} 个文件，{bytes} / {bytes_total}")
    },
    restart_needed: "需要重启",
    restart_needed_why: "jar 或设置已变更，运行中的进程尚未生效。",
    processes: "进程",
    process: "进程",
    pid: "进程号",
    memory: "内存",
    memory_given: "内存设置",
    heap: |role, mib| format!("{}：堆 {mib} MiB", name_of(role)),
    task_memory: |task, managed, network| {
        format!("TaskManager：任务堆 {task} MiB，托管内存 {managed} MiB，网络 {network} MiB")
    },
    since: "启动于",
    restarts: "重启次数",
    runs: "运行中",
    runs_not: "未运行",
    java: "Java",
    ports: "回环端口",
    ports_of: |rest, rpc, gateway| format!("REST {rest}，RPC {rpc}，SQL Gateway {gateway}"),
    home: "Flink 目录",
    confinement: "隔离",
    confined_fully: "由 Landlock 完全隔离：进程只能访问 Java、Flink 及其自身文件。",
    confined_partly: "由 Landlock 隔离，但受内核版本限制；更新的内核限制更严。",
    confined_user: |uid| format!("以另一个账号运行（uid {uid}）。"),
    confined_not: "未隔离：SQL 和 jar 以此服务器的权限运行，因此只有管理员可以使用。",
    confined_unseen: "运行后可知。",
    for_administrators: "本机无法隔离引擎进程，因此只有管理员可以使用本地引擎。请选择其他集群，或联系管理员：集群页面说明了本机缺少什么。",
    unconfined_why: |reason| match reason {
        "no_landlock" => Some("内核没有 Landlock，或已关闭。"),
        "old_landlock" => Some("内核的 Landlock 版本过旧。"),
        "no_second_user" => Some("本机没有供引擎使用的第二个账号。"),
        "not_root" => Some("服务器不是 root，无法以其他账号启动进程。"),
        _ => None,
    },
    sets: "连接器集",
    sets_why: "为 SQL 增加连接器和格式的 jar。系统会获取它们、按固定的哈希校验，并加入类路径。",
    set: "名称",
    set_offers: "提供",
    set_installed: "已安装",
    set_available: "未安装",
    set_add: "添加",
    set_wanted: |set| format!("缺少的连接器在“{set}”中，已在下方标出。"),
    set_unknown: |set| format!("没有连接器集“{set}”。"),
    set_how: "添加后需要重启引擎，SQL 才能找到它。重启会停止其上运行的一切。",
    set_affects: |queries, who| format!("目前会影响 {who} 的 {queries} 个正在运行的查询。"),
    set_affects_nothing: "目前没有任务在运行。",
    set_ask: "管理员可以添加连接器集。",
    logs: "日志",
    logs_why: "最后 64 KiB，最新的一行在末尾。",
    log_empty: "还没有内容。",
    log_of: name_of,
    log_flink: "日志",
    log_output: "输出",
    log_output_before: "上一个进程的输出",
};

/// Flink's own names are the same in every language.
fn name_of(role: Role) -> &'static str {
    match role {
        Role::JobManager => "JobManager",
        Role::TaskManager => "TaskManager",
        Role::Gateway => "SQL Gateway",
    }
}

/// `12 s`, `3 min 20 s`: how long something took, the same in both languages.
pub fn span(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match seconds {
        0 => format!("{} ms", ms.max(0)),
        1..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        3600.. if seconds % 3600 < 60 => format!("{} h", seconds / 3600),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_two_units_at_most() {
        let spans = [-5, 0, 850, 12_400, 200_000, 7_260_000, 86_400_000].map(span);
        assert_eq!(spans, ["0 ms", "0 ms", "850 ms", "12 s", "3 min 20 s", "2 h 1 min", "24 h"]);
    }

    #[test]
    fn every_step_of_a_start_and_every_reason_has_words_in_both_languages() {
        use engine::local::Step::*;
        for words in [&EN, &ZH] {
            for step in [Java, Jars, Configuration, JobManager, TaskManager, Gateway, Planner] {
                let name = serde_json::to_value(step).unwrap();
                assert!((words.step)(name.as_str().unwrap()).is_some(), "{name}");
            }
            for reason in ["no_landlock", "old_landlock", "no_second_user", "not_root"] {
                assert!((words.unconfined_why)(reason).is_some(), "{reason}");
            }
        }
    }
}
