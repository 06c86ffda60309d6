//! The audit: a sentence for every act, a word for every kind of object.

use crate::locale::Language;

/// Words about the audit.
#[derive(Debug)]
#[expect(
    missing_docs,
    reason = "a field is named after what it says, and says it in two languages below"
)]
pub struct Audit {
    pub title: &'static str,
    pub intro: &'static str,
    pub project_intro: &'static str,
    pub time: &'static str,
    pub person: &'static str,
    pub act: &'static str,
    pub act_code: &'static str,
    pub object: &'static str,
    pub object_kind: &'static str,
    pub object_id: &'static str,
    pub project: &'static str,
    pub change: &'static str,
    pub request: &'static str,
    pub server: &'static str,
    pub in_project: fn(&str) -> String,
    pub user_name: &'static str,
    pub all_acts: &'static str,
    pub from: &'static str,
    pub until: &'static str,
    pub only_this: fn(&str) -> String,
    pub of_this_object: &'static str,
    pub no_such_user: fn(&str) -> String,
    pub not_a_time: fn(&str) -> String,
    pub none: &'static str,
    pub none_why: &'static str,
    pub unclear: &'static str,
    pub unclear_why: &'static str,
    pub before: &'static str,
    pub after: &'static str,
    pub changes: fn(usize) -> String,
    pub long_text: fn(&str, &str) -> String,
    pub newest: &'static str,
    pub older: &'static str,
    pub sheet: &'static str,
    pub sheet_why: fn(usize) -> String,
}

pub(super) static EN: Audit = Audit {
    title: "Audit",
    intro: "Who did what, newest first. A line is written together with what it tells of, and is never changed.",
    project_intro: "Who did what in this project, newest first.",
    time: "Time",
    person: "Who",
    act: "What",
    act_code: "Act",
    object: "Object",
    object_kind: "Kind of object",
    object_id: "Object id",
    project: "Project",
    change: "Change",
    request: "Request id",
    server: "The server",
    in_project: |name| format!("in {name}"),
    user_name: "User name",
    all_acts: "All acts",
    from: "From",
    until: "Before",
    only_this: |kind| format!("Only this {kind}"),
    of_this_object: "Only lines about this object",
    no_such_user: |name| format!("Nobody has the user name “{name}”."),
    not_a_time: |text| format!("“{text}” is not a point in time. An example is 2026-11-22 14:05."),
    none: "No line is like this.",
    none_why: "Nothing has happened yet, or the filter leaves nothing over.",
    unclear: "The filter cannot be understood.",
    unclear_why: "What is wrong stands at its field.",
    before: "Before",
    after: "After",
    changes: |count| {
        if count == 1 {
            "1 field".into()
        } else {
            format!("{count} fields")
        }
    },
    long_text: |characters, hash| format!("text of {characters} characters, sha256 {hash}…"),
    newest: "Newest",
    older: "Older",
    sheet: "CSV",
    sheet_why: |most| format!("The filtered lines as a sheet, at most {most}"),
};

pub(super) static ZH: Audit = Audit {
    title: "审计",
    intro: "谁做了什么，最新的在前。每条记录与其操作同时写入，之后不会更改。",
    project_intro: "谁在此项目中做了什么，最新的在前。",
    time: "时间",
    person: "操作人",
    act: "操作",
    act_code: "操作代码",
    object: "对象",
    object_kind: "对象类型",
    object_id: "对象编号",
    project: "项目",
    change: "变更",
    request: "请求编号",
    server: "服务器",
    in_project: |name| format!("项目：{name}"),
    user_name: "用户名",
    all_acts: "所有操作",
    from: "从",
    until: "早于",
    only_this: |kind| format!("仅此{kind}"),
    of_this_object: "仅显示此对象的记录",
    no_such_user: |name| format!("没有用户名为“{name}”的用户。"),
    not_a_time: |text| format!("“{text}”不是有效的时间。示例：2026-11-22 14:05。"),
    none: "没有符合条件的记录。",
    none_why: "还没有发生任何操作，或筛选条件下没有结果。",
    unclear: "筛选条件无法识别。",
    unclear_why: "请查看相应输入框下的说明。",
    before: "之前",
    after: "之后",
    changes: |count| format!("{count} 项"),
    long_text: |characters, hash| format!("{characters} 个字符的文本，sha256 {hash}…"),
    newest: "最新",
    older: "更早",
    sheet: "CSV",
    sheet_why: |most| format!("以表格下载筛选出的记录，最多 {most} 条"),
};

/// A text in English and in Chinese.
type Both = (&'static str, &'static str);

/// What acts begin with, and what such acts are about: the choices of the filter.
const GROUPS: &[(&str, Both)] = &[
    ("user", ("Accounts", "账号")),
    ("session", ("Sessions", "会话")),
    ("link", ("One-time links", "一次性链接")),
    ("project", ("Projects", "项目")),
    ("member", ("Members", "成员")),
    ("folder", ("Folders", "文件夹")),
    ("script", ("Scripts", "脚本")),
    ("project_file", ("Jars", "Jar 文件")),
    ("query", ("Queries", "查询")),
    ("session_cluster", ("Session clusters", "会话集群")),
    ("operation", ("Operations", "任务")),
];

/// Kinds of objects, as acts name them.
const KINDS: &[(&str, Both)] = &[
    ("installation", ("installation", "系统")),
    ("user", ("user", "用户")),
    ("link", ("one-time link", "一次性链接")),
    ("project", ("project", "项目")),
    ("folder", ("folder", "文件夹")),
    ("script", ("script", "脚本")),
    ("project_file", ("jar", "Jar 文件")),
    ("query", ("query", "查询")),
    ("session_cluster", ("session cluster", "会话集群")),
    ("operation", ("operation", "任务")),
];

/// What a person did; the object stands beside it.
const ACTS: &[(&str, Both)] = &[
    ("user.create", ("made the account", "创建了账号")),
    ("user.update", ("changed the profile", "修改了个人资料")),
    ("user.set_role", ("changed the role", "修改了系统角色")),
    ("user.disable", ("disabled the account", "停用了账号")),
    ("user.enable", ("enabled the account", "启用了账号")),
    ("user.set_password", ("set a new password", "设置了新密码")),
    ("user.password_link", ("made a password link", "生成了密码链接")),
    ("user.link_identity", ("linked a sign-in provider", "关联了登录服务")),
    ("session.revoke", ("ended a session", "结束了一个会话")),
    ("session.revoke_all", ("ended several sessions", "结束了多个会话")),
    (
        "link.create",
        ("made a one-time administrator link", "生成了一次性管理员链接"),
    ),
    ("link.use", ("signed in by an administrator link", "通过管理员链接登录")),
    ("project.create", ("made the project", "创建了项目")),
    ("project.update", ("changed name or description", "修改了名称或描述")),
    ("project.archive", ("archived the project", "归档了项目")),
    ("project.unarchive", ("brought the project back", "恢复了项目")),
    ("project.delete", ("deleted the project", "删除了项目")),
    (
        "project.enter",
        ("entered the project as its owner", "以所有者身份进入了项目"),
    ),
    ("member.add", ("added a member", "添加了成员")),
    ("member.set_role", ("changed a member's role", "修改了成员角色")),
    ("member.remove", ("removed a member", "移除了成员")),
    ("operation.cancel", ("gave the operation up", "取消了任务")),
    ("session_cluster.start", ("asked to start the cluster", "请求启动集群")),
];

/// The name of the thing in the table.
fn find(table: &'static [(&str, Both)], name: &str, language: Language) -> Option<&'static str> {
    table
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, both)| pick(*both, language))
}

fn pick((english, chinese): Both, language: Language) -> &'static str {
    match language {
        Language::En => english,
        Language::Zh => chinese,
    }
}

/// What was done, as a sentence without its subject; `None` for an act that has none, which is shown as it is.
pub fn act(language: Language, act: &str) -> Option<&'static str> {
    find(ACTS, act, language)
}

/// What a kind of object is called; `None` for one without a word, which is shown as it is.
pub fn object_kind(language: Language, kind: &str) -> Option<&'static str> {
    find(KINDS, kind, language)
}

/// The beginnings of acts and what such acts are about.
pub fn act_groups(language: Language) -> impl Iterator<Item = (&'static str, &'static str)> {
    GROUPS.iter().map(move |(group, both)| (*group, pick(*both, language)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_act_the_store_writes_has_a_sentence_of_its_own_in_both_languages() {
        let written = [
            "user.create",
            "user.update",
            "user.set_role",
            "user.disable",
            "user.enable",
            "user.set_password",
            "user.password_link",
            "user.link_identity",
            "session.revoke",
            "session.revoke_all",
            "link.create",
            "link.use",
            "project.create",
            "project.update",
            "project.archive",
            "project.unarchive",
            "project.delete",
            "project.enter",
            "member.add",
            "member.set_role",
            "member.remove",
            "operation.cancel",
            "session_cluster.start",
        ];
        for language in Language::ALL {
            let sentences: BTreeSet<_> = written.iter().filter_map(|name| act(language, name)).collect();
            assert_eq!(sentences.len(), written.len(), "{language:?}");
        }
        assert_eq!(act(Language::En, "user.vanish"), None);
    }

    #[test]
    fn the_filter_offers_a_group_for_every_act() {
        for (name, _) in ACTS {
            let group = name.split_once('.').map(|(group, _)| group);
            assert!(GROUPS.iter().any(|(known, _)| Some(*known) == group), "{name}");
        }
    }

    #[test]
    fn no_two_entries_of_a_table_have_one_name_and_chinese_is_chinese() {
        for table in [GROUPS, KINDS, ACTS] {
            let names: BTreeSet<_> = table.iter().map(|(name, _)| name).collect();
            assert_eq!(names.len(), table.len());
            for (name, (english, chinese)) in table {
                assert!(english.is_ascii() && chinese.chars().any(|c| c > '\u{4e00}'), "{name}");
            }
        }
    }
}
