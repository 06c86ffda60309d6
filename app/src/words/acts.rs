//! A sentence for every act of the audit, a word for every kind of object.
//!
//! Whoever writes another act adds its row here; until then the page shows it as it is written.

use crate::locale::Language;

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
    ("variable", ("Variables", "变量")),
    ("job", ("Jobs", "作业")),
    ("template", ("Templates", "模板")),
    ("saved_view", ("Saved views", "保存的视图")),
    ("file", ("Jars", "Jar 文件")),
    ("query", ("Queries", "查询")),
    ("session_cluster", ("Session clusters", "会话集群")),
    ("hands_off", ("Hands off", "停止自动操作")),
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
    ("variable", ("variable", "变量")),
    ("job", ("job", "作业")),
    ("saved_view", ("saved view", "保存的视图")),
    ("template", ("template", "模板")),
    ("file", ("jar", "Jar 文件")),
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
    ("link.create", ("made a one-time administrator link", "生成了一次性管理员链接")),
    ("link.use", ("signed in by an administrator link", "通过管理员链接登录")),
    ("hands_off.begin", ("kept hands off", "停止了自动操作")),
    ("hands_off.end", ("ended hands off", "恢复了自动操作")),
    ("project.create", ("made the project", "创建了项目")),
    ("project.update", ("changed the project's name or description", "修改了项目名称或描述")),
    ("project.archive", ("archived the project", "归档了项目")),
    ("project.unarchive", ("brought the project back", "恢复了项目")),
    ("project.delete", ("deleted the project", "删除了项目")),
    ("project.enter", ("entered the project as its owner", "以所有者身份进入了项目")),
    ("member.add", ("added a member", "添加了成员")),
    ("member.set_role", ("changed a member's role", "修改了成员角色")),
    ("member.remove", ("removed a member", "移除了成员")),
    ("job.create", ("made the job", "新建了作业")),
    ("job.update", ("changed the job", "修改了作业")),
    ("job.delete", ("deleted the job", "删除了作业")),
    ("job.delete_with_state", ("asked to delete the job and its state", "请求删除作业及其状态")),
    ("job.set_periodic_savepoints", ("changed the periodic savepoints", "修改了定期保存点")),
    ("job.deploy", ("deployed the job", "部署了作业")),
    ("job.stop", ("stopped the job with a savepoint", "停止作业并创建保存点")),
    ("job.cancel", ("cancelled the job", "取消了作业")),
    ("job.force_stop", ("gave the job up", "放弃了作业")),
    ("job.restart", ("restarted the job", "重启了作业")),
    ("job.upgrade", ("upgraded the job", "升级了作业")),
    ("job.roll_back", ("rolled the job back", "回滚了作业")),
    ("job.recover", ("started the job again after its engine died", "引擎故障后重新启动了作业")),
    ("job.resume", ("resumed the job at the step at which it ended", "从结束时所在的步骤继续了作业")),
    ("job.next_step", ("began the next step of the job", "开始了作业的下一步")),
    ("template.create", ("made the template", "新建了模板")),
    ("template.update", ("changed the template", "修改了模板")),
    ("template.delete", ("deleted the template", "删除了模板")),
    ("saved_view.create", ("saved the view", "保存了视图")),
    ("saved_view.update", ("changed the view", "修改了视图")),
    ("saved_view.delete", ("deleted the view", "删除了视图")),
    ("job.checkpoint", ("took a checkpoint of the job", "为作业做了检查点")),
    ("job.dispose_snapshot", ("deleted a snapshot of the job", "删除了作业的快照")),
    ("job.savepoint", ("took a savepoint of the job", "为作业创建了保存点")),
    ("folder.create", ("made the folder", "新建了文件夹")),
    ("folder.rename", ("renamed the folder", "重命名了文件夹")),
    ("folder.move", ("moved the folder", "移动了文件夹")),
    ("folder.delete", ("deleted the folder", "删除了文件夹")),
    ("script.create", ("made the script", "新建了脚本")),
    ("script.rename", ("renamed the script", "重命名了脚本")),
    ("script.move", ("moved the script", "移动了脚本")),
    ("script.save", ("worked on the script", "编辑了脚本")),
    ("script.version", ("saved a version of the script", "保存了脚本的版本")),
    ("script.restore_version", ("restored a version of the script", "恢复了脚本的版本")),
    ("script.delete", ("deleted the script", "删除了脚本")),
    ("variable.create", ("made the variable", "创建了变量")),
    ("variable.update", ("changed the variable", "修改了变量")),
    ("variable.delete", ("deleted the variable", "删除了变量")),
    ("file.add", ("uploaded the jar", "上传了 Jar 文件")),
    ("file.version", ("uploaded a version of the jar", "上传了 Jar 文件的新版本")),
    ("file.delete", ("deleted the jar", "删除了 Jar 文件")),
    ("query.run", ("ran the query", "运行了查询")),
    ("query.stop", ("stopped the query", "停止了查询")),
    ("query.keep_newest", ("keeps only the newest rows", "设为只保留最新的行")),
    ("session_cluster.create", ("registered the cluster", "登记了集群")),
    ("session_cluster.update", ("changed the cluster", "修改了集群")),
    ("session_cluster.delete", ("removed the cluster", "移除了集群")),
    ("session_cluster.grant", ("granted the cluster to a project", "将集群授权给项目")),
    ("session_cluster.revoke", ("took the cluster from a project", "收回了项目的集群授权")),
    ("session_cluster.start", ("asked to start the cluster", "请求启动集群")),
    ("session_cluster.stop", ("asked to stop the cluster", "请求停止集群")),
    ("session_cluster.restart", ("asked to restart the cluster", "请求重启集群")),
    ("session_cluster.add_set", ("asked to add a connector set", "请求添加连接器集")),
    ("operation.cancel", ("gave the operation up", "取消了任务")),
];

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

fn find(table: &'static [(&str, Both)], name: &str, language: Language) -> Option<&'static str> {
    let known = table.iter().find(|(known, _)| *known == name);
    known.map(|(_, both)| pick(*both, language))
}

fn pick((english, chinese): Both, language: Language) -> &'static str {
    match language {
        Language::En => english,
        Language::Zh => chinese,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every act that the store and the operations of `control` write.
    const WRITTEN: &str = "user.create user.update user.set_role user.disable user.enable user.set_password user.password_link \
             user.link_identity session.revoke session.revoke_all link.create link.use project.create \
             project.update project.archive project.unarchive project.delete project.enter member.add \
             member.set_role member.remove folder.create folder.rename folder.move folder.delete script.create \
             script.rename script.move script.save script.version script.restore_version script.delete variable.create variable.update variable.delete file.add file.version file.delete query.run query.stop \
             query.keep_newest session_cluster.create session_cluster.update session_cluster.delete \
             session_cluster.grant session_cluster.revoke session_cluster.start session_cluster.stop \
             session_cluster.restart session_cluster.add_set operation.cancel hands_off.begin hands_off.end \
             job.create job.update job.delete job.delete_with_state job.set_periodic_savepoints job.deploy job.stop \
             job.cancel job.force_stop job.restart job.upgrade job.roll_back job.recover job.resume job.next_step \
             job.checkpoint job.savepoint job.dispose_snapshot saved_view.create saved_view.update saved_view.delete \
             template.create template.update template.delete";

    /// Every kind of object that these are about.
    const OBJECTS: &str = "installation user link project folder script variable job saved_view file query session_cluster operation template";

    #[test]
    fn every_act_the_store_writes_has_a_sentence_of_its_own_in_both_languages() {
        let written: Vec<_> = WRITTEN.split_whitespace().collect();
        for language in Language::ALL {
            let missing: Vec<_> = written.iter().filter(|name| act(language, name).is_none()).collect();
            assert_eq!(missing, [&""; 0], "{language:?}");
            let sentences: BTreeSet<_> = written.iter().filter_map(|name| act(language, name)).collect();
            assert_eq!(sentences.len(), written.len(), "{language:?}");
        }
        assert_eq!(act(Language::En, "user.vanish"), None);
        for kind in OBJECTS.split_whitespace() {
            assert!(object_kind(Language::Zh, kind).is_some(), "{kind}");
        }
    }

    #[test]
    fn the_filter_offers_a_group_for_every_act() {
        for (name, _) in ACTS {
            let group = name.split_once('.').map(|(group, _)| group);
            assert!(GROUPS.iter().any(|(known, _)| Some(*known) == group), "{name}");
        }
    }

    #[test]
    fn no_two_rows_of_a_table_have_one_name_and_chinese_is_chinese() {
        for table in [GROUPS, KINDS, ACTS] {
            let names: BTreeSet<_> = table.iter().map(|(name, _)| name).collect();
            assert_eq!(names.len(), table.len());
            for (name, (english, chinese)) in table {
                assert!(english.is_ascii() && chinese.chars().any(|c| c > '\u{4e00}'), "{name}");
            }
        }
    }
}
