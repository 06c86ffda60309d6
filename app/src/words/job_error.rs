//! Why something with a job went wrong, as sentences.

use super::{Reason, engine, problem, sql_problem};
use crate::locale::Language;
use model::{Code, sql::SqlProblem};
use serde_json::Value;

/// What failed, why, and what to do; a code without a sentence is shown as it is. `error` is what the operation's record says.
pub fn job_error(language: Language, error: &Value) -> Option<String> {
    let reason = Reason::of(error)?;
    let params = error.get("params").unwrap_or(&Value::Null);
    let known = match reason.code() {
        "script" => in_script(language, params),
        "settings" => in_settings(language, params),
        _ => None,
    };
    Some(known.unwrap_or_else(|| match language {
        Language::En => english(&reason, params),
        Language::Zh => chinese(&reason, params),
    }))
}

fn in_script(language: Language, params: &Value) -> Option<String> {
    let found: SqlProblem = serde_json::from_value(params.get("problem")?.clone()).ok()?;
    let (sentence, at) = (sql_problem(language, &found.code), found.start);
    Some(match language {
        Language::En => format!("Line {}, column {}: {sentence}", at.line, at.column),
        Language::Zh => format!("第 {} 行第 {} 列：{sentence}", at.line, at.column),
    })
}

fn in_settings(language: Language, params: &Value) -> Option<String> {
    let code: Code = serde_json::from_value(params.get("problem")?.clone()).ok()?;
    Some(problem(language, &code))
}

/// `line 3, column 7: `, if the place is known.
fn place(language: Language, params: &Value) -> String {
    let (Some(line), Some(column)) = (params["line"].as_u64(), params["column"].as_u64()) else {
        return String::new();
    };
    match language {
        Language::En => format!("Line {line}, column {column}: "),
        Language::Zh => format!("第 {line} 行第 {column} 列："),
    }
}

/// What went wrong first, as a sentence.
fn nested(language: Language, params: &Value, name: &str) -> String {
    job_error(language, &params[name]).unwrap_or_default()
}

fn names(params: &Value) -> String {
    let names = params["names"].as_array().into_iter().flatten().filter_map(Value::as_str);
    names.map(|name| format!("${{{name}}}")).collect::<Vec<_>>().join(", ")
}

fn english(reason: &Reason, params: &Value) -> String {
    let param = |name| reason.param(name);
    match reason.code() {
        "unknown_variables" => {
            let place = place(Language::En, params);
            format!(
                "{place}the project has no variable {}. Add it under Variables, or give it a default.",
                names(params)
            )
        }
        "step_gone" => format!("The script has no step {} any more. Deploy the job anew.", param("number")),
        "statement" => format!("{}{}", place(Language::En, params), param("said")),
        "engine" | "job_failed" => format!("Flink says: {}", param("said")),
        "state_differs" => {
            "Operators that keep state are not those that made it, and Flink might give them the wrong one. Nothing was stopped or submitted.".into()
        }
        "rolled_back" => format!(
            "The new version did not come up, and version {} runs again from its savepoint. {}",
            param("version"),
            nested(Language::En, params, "reason")
        ),
        "fallback_failed" => format!(
            "The new version did not come up, and the one before could not be started again: nothing runs. {} {}",
            nested(Language::En, params, "reason"),
            nested(Language::En, params, "then")
        ),
        "forgotten" => "The cluster does not know it any more, and nobody knows how it ended.".into(),
        "engine_died" => "Its engine died.".into(),
        "batch_not_repeated" => "Its engine died. A batch job is never run again by itself.".into(),
        "no_checkpoints" => "Its engine died. It takes no checkpoints, so it is not started again by itself.".into(),
        "restart_not_allowed" => "Its cluster was started again. On this cluster jobs are not started again by themselves: deploy it from its latest state.".into(),
        "engine_dies_often" => "Its engine died several times in ten minutes, perhaps because of it. Look at the logs before you deploy it again.".into(),
        "checkpoint_failed" => format!("The checkpoint failed. Flink says: {}", param("said")),
        "checkpoint_timeout" => format!("The checkpoint was not done after {} s.", param("seconds")),
        "not_disposed" => format!("The files were not deleted after {} s. They may be later.", param("seconds")),
        "savepoint_failed_not_running" => {
            format!("The savepoint failed, and the job does not run any more; Flink calls it {}.", param("state"))
        }
        "savepoint_failed" => format!(
            "The savepoint failed, and the job goes on. Try again later, or cancel the job and deploy it from its last checkpoint. Flink says: {}",
            param("said")
        ),
        "unreachable" => format!("The cluster does not answer: {}", param("said")),
        "no_answer" => format!("The cluster did not answer within {} s.", param("seconds")),
        "cluster_gone" => "The cluster was forgotten, so nobody can be asked.".into(),
        "no_slots" => {
            let held = held_by(params, ", ", |others| match others {
                1 => "1 other job or query".into(),
                others => format!("{others} other jobs or queries"),
            });
            let held = held.map_or(String::new(), |held| format!(" The others are held by {held}."));
            format!("It needs {} slots, and {} are free.{held}", param("needed"), param("free"))
        }
        "no_state" => "There is no state to go on from. Deploy it from empty state, or pick a snapshot.".into(),
        "snapshot_gone" => "The snapshot does not exist any more. Pick another one.".into(),
        "file_missing" => format!("The jar “{}” is not there, or cannot reach this cluster.", param("name")),
        "no_gateway" => "The cluster has no SQL Gateway, so no script can be deployed there.".into(),
        "engine_not_running" => "The local engine does not run. An administrator can start it.".into(),
        "unconfined" => engine::EN.for_administrators.into(),
        "engine_elsewhere" => "The local engine belongs to another host of this installation.".into(),
        "start_timeout" => {
            format!("Not all tasks ran after {} s, so it was cancelled. {}", param("seconds"), param("said"))
        }
        "statement_timeout" => format!("A statement took longer than {} s.", param("seconds")),
        "no_entry_class" => english_entry_class(param("class"), param("said")),
        "program_threw" => format!(
            "The program {} failed before it made its job: {}. Its arguments may be wrong; nothing of it runs.",
            param("class"),
            param("said")
        ),
        "no_job" => format!(
            "The program {} ended without making a job. Its main has to call execute() of its environment.",
            param("class")
        ),
        "several_jobs" => {
            "The program makes more than one job, and a job is one. The first was cancelled. Call execute() once, or make a program for each."
                .into()
        }
        "wrong_job_id" => "Flink gave the job another id than it was told. It may be running: look at the cluster.".into(),
        "jars_refused" => {
            "The cluster takes no jars. Whoever runs it can allow that: web.submit.enable in its configuration.".into()
        }
        "not_over" => format!("The job had not ended after {} s. It may end later.", param("seconds")),
        "job_not_known" => "The cluster does not know the job any more.".into(),
        "no_run" => "The job was never submitted.".into(),
        "gone" => "The job, its script or jar, or the version does not exist any more.".into(),
        "deadline" => "It took too long and was given up. It is not known how far it came.".into(),
        "store" => "Its record could not be written. Look at the server's log, then try again.".into(),
        code => format!("It failed with the code {code}."),
    }
}

fn chinese(reason: &Reason, params: &Value) -> String {
    let param = |name| reason.param(name);
    match reason.code() {
        "unknown_variables" => {
            let place = place(Language::Zh, params);
            format!("{place}项目中没有变量 {}。请在“变量”中添加，或为其提供默认值。", names(params))
        }
        "step_gone" => format!("脚本已没有第 {} 步。请重新部署作业。", param("number")),
        "statement" => format!("{}{}", place(Language::Zh, params), param("said")),
        "engine" | "job_failed" => format!("Flink 报告：{}", param("said")),
        "state_differs" => {
            "保留状态的算子与产生该状态的算子不同，Flink 可能会错误地分配状态。没有停止或提交任何内容。".into()
        }
        "rolled_back" => format!(
            "新版本未能运行，版本 {} 已从其保存点重新运行。{}",
            param("version"),
            nested(Language::Zh, params, "reason")
        ),
        "fallback_failed" => format!(
            "新版本未能运行，之前的版本也无法重新启动：目前没有运行。{}{}",
            nested(Language::Zh, params, "reason"),
            nested(Language::Zh, params, "then")
        ),
        "forgotten" => "集群已不认识此作业，不知道它是如何结束的。".into(),
        "engine_died" => "其引擎已终止。".into(),
        "batch_not_repeated" => "其引擎已终止。批作业不会自动重新运行。".into(),
        "no_checkpoints" => "其引擎已终止。它不做检查点，因此不会自动重新启动。".into(),
        "restart_not_allowed" => "其集群已重新启动。此集群上的作业不会自动重新启动：请从最新状态部署。".into(),
        "engine_dies_often" => "其引擎在十分钟内多次终止，可能由此作业引起。重新部署前请查看日志。".into(),
        "checkpoint_failed" => format!("检查点失败。Flink 报告：{}", param("said")),
        "checkpoint_timeout" => format!("{} 秒后检查点仍未完成。", param("seconds")),
        "not_disposed" => format!("{} 秒后文件仍未删除，可能稍后删除。", param("seconds")),
        "savepoint_failed_not_running" => {
            format!("创建保存点失败，且作业已不再运行；Flink 的状态为 {}。", param("state"))
        }
        "savepoint_failed" => format!(
            "创建保存点失败，作业继续运行。请稍后重试，或取消作业并从最近的检查点部署。Flink 报告：{}",
            param("said")
        ),
        "unreachable" => format!("集群没有应答：{}", param("said")),
        "no_answer" => format!("集群在 {} 秒内没有应答。", param("seconds")),
        "cluster_gone" => "集群已被移除，无法询问。".into(),
        "no_slots" => {
            let held = held_by(params, "、", |others| format!("其他 {others} 个作业或查询"));
            let held = held.map_or(String::new(), |held| format!("其余由{held}占用。"));
            format!("需要 {} 个 slot，空闲 {} 个。{held}", param("needed"), param("free"))
        }
        "no_state" => "没有可以继续的状态。请从空状态部署，或选择一个快照。".into(),
        "snapshot_gone" => "快照已不存在，请另选一个。".into(),
        "file_missing" => format!("jar“{}”不存在，或无法传到此集群。", param("name")),
        "no_gateway" => "集群没有 SQL Gateway，无法在那里部署脚本。".into(),
        "engine_not_running" => "本地引擎没有运行，管理员可以启动它。".into(),
        "unconfined" => engine::ZH.for_administrators.into(),
        "engine_elsewhere" => "本地引擎属于另一台主机。".into(),
        "start_timeout" => format!("{} 秒后仍有任务未运行，已取消。{}", param("seconds"), param("said")),
        "statement_timeout" => format!("有语句执行超过 {} 秒。", param("seconds")),
        "no_entry_class" => chinese_entry_class(param("class"), param("said")),
        "program_threw" => format!(
            "程序 {} 在创建作业之前失败：{}。可能是参数有误；没有留下任何运行中的内容。",
            param("class"),
            param("said")
        ),
        "no_job" => format!("程序 {} 结束时没有创建作业。其 main 必须调用环境的 execute()。", param("class")),
        "several_jobs" => {
            "程序创建了多个作业，而一个作业只对应一个。第一个已取消。请只调用一次 execute()，或拆分为多个程序。".into()
        }
        "wrong_job_id" => "Flink 使用了与指定不同的作业 id。它可能正在运行，请查看集群。".into(),
        "jars_refused" => "集群不接受 jar。其管理者可以在配置中允许：web.submit.enable。".into(),
        "not_over" => format!("{} 秒后作业仍未结束，它可能稍后结束。", param("seconds")),
        "job_not_known" => "集群已不认识此作业。".into(),
        "no_run" => "作业从未提交。".into(),
        "gone" => "作业、脚本、jar 或版本已不存在。".into(),
        "deadline" => "用时过长，已放弃。不知道进行到了哪一步。".into(),
        "store" => "无法写入记录。请查看服务器日志后重试。".into(),
        code => format!("失败，代码 {code}。"),
    }
}

/// Who has the slots: at most so many by name, the others by number.
fn held_by(params: &Value, comma: &str, others: impl Fn(u64) -> String) -> Option<String> {
    const NAMED: usize = 5;
    let names: Vec<&str> = params["held_by"].as_array()?.iter().filter_map(Value::as_str).collect();
    let unnamed = names.len().saturating_sub(NAMED) as u64 + params["others"].as_u64().unwrap_or_default();
    let mut held: Vec<String> = names.into_iter().take(NAMED).map(str::to_owned).collect();
    held.extend((unnamed > 0).then(|| others(unnamed)));
    (!held.is_empty()).then(|| held.join(comma))
}

fn english_entry_class(class: &str, said: &str) -> String {
    match class {
        "" => "The jar’s manifest names no class to run. Choose one in the job.".into(),
        class => format!(
            "The jar has no program {class} that can be run. Choose another class in the job. Flink says: {said}"
        ),
    }
}

fn chinese_entry_class(class: &str, said: &str) -> String {
    match class {
        "" => "jar 的清单没有指明要运行的类，请在作业中选择一个。".into(),
        class => format!("jar 中没有可运行的程序 {class}，请在作业中选择其他类。Flink 报告：{said}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_failure_says_where_in_the_script_it_is() {
        let error = json!({"code": "statement", "params": {"said": "Object 'x' not found", "line": 3, "column": 7}});
        let said = job_error(Language::En, &error);
        assert_eq!(said.as_deref(), Some("Line 3, column 7: Object 'x' not found"));
        let problems = model::sql::program("SELECT 1", model::RuntimeMode::Streaming).unwrap_err();
        let error = json!({"code": "script", "params": {"problem": problems[0]}});
        assert!(job_error(Language::En, &error).unwrap().starts_with("Line 1, column 1: "));
        assert!(job_error(Language::Zh, &error).unwrap().starts_with("第 1 行第 1 列："));
    }

    #[test]
    fn what_a_program_did_wrong_is_said_in_both_languages() {
        for code in ["no_entry_class", "program_threw", "no_job", "several_jobs", "wrong_job_id", "jars_refused"] {
            let error = json!({"code": code, "params": {"class": "a.Main", "said": "no numbers today"}});
            for language in Language::ALL {
                let said = job_error(language, &error).unwrap();
                assert!(!said.contains(code), "{said}");
            }
        }
        let nameless = json!({"code": "no_entry_class", "params": {"class": ""}});
        assert!(job_error(Language::En, &nameless).unwrap().contains("manifest"));
    }

    #[test]
    fn who_holds_the_slots_is_told_as_far_as_it_is_the_projects() {
        let said = |held_by: &[&str], others: u64| {
            let params = json!({"needed": 4, "free": 2, "held_by": held_by, "others": others});
            job_error(Language::En, &json!({"code": "no_slots", "params": params})).unwrap()
        };
        let begins = "It needs 4 slots, and 2 are free.";
        assert_eq!(said(&[], 0), begins);
        assert_eq!(said(&["a", "b"], 1), format!("{begins} The others are held by a, b, 1 other job or query."));
        let many = said(&["a", "b", "c", "d", "e", "f"], 2);
        assert!(many.ends_with("held by a, b, c, d, e, 3 other jobs or queries."), "{many}");
    }

    #[test]
    fn variables_are_named_as_they_are_written() {
        let params = json!({"names": ["a", "b"], "line": 1, "column": 2});
        let said = job_error(Language::En, &json!({"code": "unknown_variables", "params": params})).unwrap();
        assert!(said.starts_with("Line 1, column 2: the project has no variable ${a}, ${b}."), "{said}");
    }
}
