//! The logs of a job's cluster.

/// Words about the logs of a job's cluster.
#[derive(Debug)]
#[expect(missing_docs, reason = "a field is named after what it says, and says it in two languages below")]
pub struct JobLogs {
    pub log: &'static str,
    pub process: &'static str,
    pub file: &'static str,
    pub find: &'static str,
    pub show: &'static str,
    pub download: &'static str,
    pub found: fn(usize, usize) -> String,
    pub nothing_found: &'static str,
    pub why: &'static str,
    pub not_for_you: &'static str,
    pub not_for_you_why: &'static str,
}

pub(super) static EN: JobLogs = JobLogs {
    log: "Log",
    process: "Process",
    file: "Log file",
    find: "Lines with",
    show: "Show",
    download: "Download",
    found: |found, all| format!("{found} of {all} lines"),
    nothing_found: "No line of what is shown holds it.",
    why: "The last 256 KiB, the newest line at the end; a download has the last 8 MiB. The log is that of the whole cluster and has what all its jobs write. Secrets of this project are masked.",
    not_for_you: "The logs of this cluster hold what other projects do there.",
    not_for_you_why: "They are for those who may look at clusters (system.cluster.view), and, where the cluster is granted to this project alone and never ran anything of another one, for those who operate its jobs (job.control). What went wrong in this job is under Exceptions.",
};

pub(super) static ZH: JobLogs = JobLogs {
    log: "日志",
    process: "进程",
    file: "日志文件",
    find: "包含文字的行",
    show: "显示",
    download: "下载",
    found: |found, all| format!("{all} 行中的 {found} 行"),
    nothing_found: "显示的内容中没有这样的行。",
    why: "最后 256 KiB，最新的一行在末尾；下载包含最后 8 MiB。这是整个集群的日志，含其所有作业写入的内容。本项目的密钥已屏蔽。",
    not_for_you: "该集群的日志含有其他项目在其上的活动。",
    not_for_you_why: "只有可查看集群的人（system.cluster.view）能读取；若集群只授予本项目、且从未运行过其他项目的内容，操作其作业的人（job.control）也能读取。本作业的错误见“异常”。",
};
