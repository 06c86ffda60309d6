//! Runs in steps.

/// Words about the steps of a run.
#[derive(Debug)]
#[expect(missing_docs, reason = "a field is named after what it says, and says it in two languages below")]
pub struct JobSteps {
    pub title: &'static str,
    pub of: fn(i64, i64) -> String,
    pub failed_at: fn(i64, i64) -> String,
    pub ended_at: fn(i64, i64) -> String,
    pub statement: &'static str,
    pub line: fn(i64) -> String,
    pub took: &'static str,
    pub not_begun: &'static str,
    pub taken: &'static str,
    pub taken_why: &'static str,
    pub resume: fn(i64) -> String,
    pub resume_means: fn(i64) -> String,
    pub deploy_means: &'static str,
}

pub(super) static EN: JobSteps = JobSteps {
    title: "Steps",
    of: |number, count| format!("step {number} of {count}"),
    failed_at: |number, count| format!("Failed at step {number} of {count}."),
    ended_at: |number, count| format!("Ended at step {number} of {count}."),
    statement: "Statement",
    line: |line| format!("line {line}"),
    took: "Took",
    not_begun: "Not begun",
    taken: "Done before",
    taken_why: "An earlier run did it; this one begins after it.",
    resume: |number| format!("Resume at step {number}"),
    resume_means: |number| {
        format!(
            "Runs step {number} and those after it as this run had them: the same version, settings and plain variables. The steps before are taken as done; what step {number} had written already may be written again."
        )
    },
    deploy_means: "All steps, from the first one on.",
};

pub(super) static ZH: JobSteps = JobSteps {
    title: "步骤",
    of: |number, count| format!("第 {number} 步，共 {count} 步"),
    failed_at: |number, count| format!("在第 {number} 步失败（共 {count} 步）。"),
    ended_at: |number, count| format!("在第 {number} 步结束（共 {count} 步）。"),
    statement: "语句",
    line: |line| format!("第 {line} 行"),
    took: "用时",
    not_begun: "尚未开始",
    taken: "此前已完成",
    taken_why: "由更早的运行完成，本次运行从其后开始。",
    resume: |number| format!("从第 {number} 步继续"),
    resume_means: |number| {
        format!(
            "按该次运行的版本、设置和普通变量执行第 {number} 步及其后的步骤。之前的步骤视为已完成；第 {number} 步已写入的数据可能会重复写入。"
        )
    },
    deploy_means: "从第一步开始执行所有步骤。",
};
