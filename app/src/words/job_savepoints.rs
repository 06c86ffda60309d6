//! State of jobs that is kept: savepoints by themselves, how much there is, and its end.

use super::{bytes, span};

/// Words about state that is kept.
#[derive(Debug)]
#[expect(missing_docs, reason = "a field is named after what it says, and says it in two languages below")]
pub struct JobSavepoints {
    pub title: &'static str,
    pub intro: &'static str,
    pub not_of_batch: &'static str,
    pub minutes: &'static str,
    pub minutes_hint: &'static str,
    pub kept: &'static str,
    pub kept_hint: &'static str,
    pub saved: &'static str,
    pub none: &'static str,
    /// After how many minutes, and how many are kept.
    pub every: fn(u32, u32) -> String,
    pub change: &'static str,
    pub size: &'static str,
    /// How many snapshots, and of how many bytes together those are whose size is known.
    pub in_all: fn(i64, i64) -> String,
    /// The same, of all jobs of a project.
    pub of_project: fn(i64, i64) -> String,
    pub with_state: &'static str,
    pub with_state_why: &'static str,
    pub delete_requested: &'static str,
}

pub(super) static EN: JobSavepoints = JobSavepoints {
    title: "Periodic savepoints",
    intro: "While the job runs, savepoints are taken automatically. This holds from now on; nothing has to be deployed.",
    not_of_batch: "This is a batch job: it ends by itself, and no savepoints can be taken of it.",
    minutes: "A savepoint every … minutes",
    minutes_hint: "60 is an hour, 1440 a day. Without a number none is taken.",
    kept: "How many are kept",
    kept_hint: "When there are more, the oldest is deleted. Savepoints that somebody asked for stay.",
    saved: "Saved. It holds from now on.",
    none: "No automatic savepoints.",
    every: |minutes, kept| format!("One every {}, {kept} kept.", span(i64::from(minutes) * 60_000)),
    change: "Change",
    size: "Size",
    in_all: |count, size| match (count, size) {
        (1, 0) => "1 snapshot".into(),
        (1, size) => format!("1 snapshot, {}", bytes(size)),
        (count, 0) => format!("{count} snapshots"),
        (count, size) => format!("{count} snapshots, {}", bytes(size)),
    },
    of_project: |count, size| format!("State kept: {}.", (EN.in_all)(count, size)),
    with_state: "Delete its snapshots and the checkpoints of its runs too",
    with_state_why: "The clusters that made them delete them first. What cannot be deleted leaves the job here, with a reason.",
    delete_requested: "The job and its state are being deleted.",
};

pub(super) static ZH: JobSavepoints = JobSavepoints {
    title: "定期保存点",
    intro: "作业运行期间会自动创建保存点。保存后立即生效，无需重新部署。",
    not_of_batch: "这是批处理作业：它会自行结束，不能创建保存点。",
    minutes: "每隔多少分钟创建一次",
    minutes_hint: "60 为一小时，1440 为一天。留空则不创建。",
    kept: "保留个数",
    kept_hint: "超出时删除最旧的一个。手动创建的保存点会保留。",
    saved: "已保存，立即按此设置执行。",
    none: "不会自动创建。",
    every: |minutes, kept| format!("每 {} 自动创建一次，保留 {kept} 个。", span(i64::from(minutes) * 60_000)),
    change: "修改",
    size: "大小",
    in_all: |count, size| match size {
        0 => format!("{count} 个快照"),
        size => format!("{count} 个快照，{}", bytes(size)),
    },
    of_project: |count, size| format!("保留的状态：{}。", (ZH.in_all)(count, size)),
    with_state: "同时删除其快照和各次运行留下的检查点",
    with_state_why: "先由创建它们的集群删除。若有无法删除的内容，作业会保留并说明原因。",
    delete_requested: "正在删除作业及其状态。",
};
