//! The same for many jobs.

use model::BulkAct;

/// Words about acts on many jobs.
#[derive(Debug)]
#[expect(missing_docs, reason = "a field is named after what it says, and says it in two languages below")]
pub struct JobBulk {
    pub all: &'static str,
    pub pick: fn(&str) -> String,
    pub picked: &'static str,
    pub acts: fn(BulkAct) -> &'static str,
    pub means: fn(BulkAct) -> &'static str,
    pub title: fn(BulkAct, usize) -> String,
    pub none: &'static str,
    pub none_why: &'static str,
    pub will: &'static str,
    pub asked_of_it: &'static str,
    pub confirm: fn(BulkAct, usize) -> String,
    pub asked: fn(BulkAct, usize) -> String,
    pub not_asked: fn(usize) -> String,
    pub back: &'static str,
    pub unknown_job: &'static str,
    pub left_down: fn(usize) -> String,
    pub left_down_act: fn(usize) -> String,
}

fn jobs(count: usize) -> String {
    match count {
        1 => "1 job".into(),
        count => format!("{count} jobs"),
    }
}

pub(super) static EN: JobBulk = JobBulk {
    all: "Pick all jobs of this page",
    pick: |name| format!("Pick {name}"),
    picked: "picked",
    acts: |act| match act {
        BulkAct::Start => "Start",
        BulkAct::Restart => "Restart",
        BulkAct::Savepoint => "Savepoint",
        BulkAct::Stop => "Stop",
        BulkAct::Cancel => "Cancel",
        BulkAct::Again => "Start again",
    },
    means: |act| match act {
        BulkAct::Start => {
            "Each goes on from its newest state, as it is described now; one that never ran begins empty."
        }
        BulkAct::Restart => "Each is stopped with a savepoint, and the same version goes on from there.",
        BulkAct::Savepoint => "Each keeps its state now, and goes on.",
        BulkAct::Stop => "Each takes a savepoint and ends. They can go on from there.",
        BulkAct::Cancel => "Each ends at once. What was processed since the last checkpoint is processed again.",
        BulkAct::Again => "Each goes on from its newest state exactly as it ran before its cluster died.",
    },
    title: |act, count| format!("{}: {}", (EN.acts)(act), jobs(count)),
    none: "No job was picked.",
    none_why: "Go back to the list and tick the jobs.",
    will: "What will happen",
    asked_of_it: "It is asked for",
    confirm: |act, count| match act {
        BulkAct::Savepoint => format!("Take savepoints of {}", jobs(count)),
        act => format!("{} {}", (EN.acts)(act), jobs(count)),
    },
    asked: |act, count| format!("{}: asked of {}. Each shows how far it is.", (EN.acts)(act), jobs(count)),
    not_asked: |count| format!("Not asked of {}:", jobs(count)),
    back: "Back to the list",
    unknown_job: "A job that is not there any more",
    left_down: |count| match count {
        1 => "1 job lost its cluster and was not started again: the cluster’s administrator did not allow that.".into(),
        count => format!(
            "{count} jobs lost their cluster and were not started again: the cluster’s administrator did not allow that."
        ),
    },
    left_down_act: |count| match count {
        1 => "Start it again …".into(),
        count => format!("Start these {count} again …"),
    },
};

pub(super) static ZH: JobBulk = JobBulk {
    all: "选择本页全部作业",
    pick: |name| format!("选择 {name}"),
    picked: "已选",
    acts: |act| match act {
        BulkAct::Start => "启动",
        BulkAct::Restart => "重启",
        BulkAct::Savepoint => "创建保存点",
        BulkAct::Stop => "停止",
        BulkAct::Cancel => "取消",
        BulkAct::Again => "重新启动",
    },
    means: |act| match act {
        BulkAct::Start => "每个作业按当前定义从最新状态继续；从未运行过的从空状态开始。",
        BulkAct::Restart => "每个作业先以保存点停止，再以同一版本继续。",
        BulkAct::Savepoint => "保存每个作业当前的状态，作业继续运行。",
        BulkAct::Stop => "每个作业生成保存点后结束，之后可以从保存点继续。",
        BulkAct::Cancel => "每个作业立即结束。上一个检查点之后的数据将被重新处理。",
        BulkAct::Again => "每个作业按集群失效前的运行方式从最新状态继续。",
    },
    title: |act, count| format!("{}：{count} 个作业", (ZH.acts)(act)),
    none: "没有选择作业。",
    none_why: "请返回列表勾选作业。",
    will: "将会发生",
    asked_of_it: "将发出请求",
    confirm: |act, count| format!("{} {count} 个作业", (ZH.acts)(act)),
    asked: |act, count| format!("{}：已向 {count} 个作业发出请求，进度见各作业。", (ZH.acts)(act)),
    not_asked: |count| format!("有 {count} 个作业未发出请求："),
    back: "返回列表",
    unknown_job: "已不存在的作业",
    left_down: |count| format!("{count} 个作业因集群失效而停止，且集群管理员不允许自动重启。"),
    left_down_act: |count| format!("重新启动这 {count} 个作业…"),
};
