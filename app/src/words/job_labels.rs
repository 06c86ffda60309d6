//! Whose a job is, and its tags.

/// Words about the owners and tags of jobs.
#[derive(Debug)]
#[expect(missing_docs, reason = "a field is named after what it says, and says it in two languages below")]
pub struct JobLabels {
    pub owner: &'static str,
    pub owner_hint: &'static str,
    pub owner_gone: &'static str,
    pub owner_left: fn(&str) -> String,
    pub anyone: &'static str,
    pub mine: &'static str,
    pub one_owner: &'static str,
    pub tags: &'static str,
    pub tags_hint: &'static str,
    pub any_tag: &'static str,
    pub none: &'static str,
}

pub(super) static EN: JobLabels = JobLabels {
    owner: "Owner",
    owner_hint: "The member of the project who answers for the job.",
    owner_gone: "somebody who is gone",
    owner_left: |name| format!("{name} (not a member any more)"),
    anyone: "Any owner",
    mine: "Mine",
    one_owner: "One owner",
    tags: "Tags",
    tags_hint: "Up to 16 of at most 32 characters each, between commas or one a line. The list of jobs can be filtered by them.",
    any_tag: "Any tag",
    none: "none",
};

pub(super) static ZH: JobLabels = JobLabels {
    owner: "负责人",
    owner_hint: "负责该作业的项目成员。",
    owner_gone: "已不存在的用户",
    owner_left: |name| format!("{name}（已不是成员）"),
    anyone: "所有负责人",
    mine: "我的",
    one_owner: "指定负责人",
    tags: "标签",
    tags_hint: "最多 16 个，每个不超过 32 个字符，用逗号分隔或每行一个。作业列表可按标签筛选。",
    any_tag: "所有标签",
    none: "无",
};
