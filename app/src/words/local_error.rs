//! Why something with the local engine went wrong, as sentences.

use super::bytes;
use crate::locale::Language;
use engine::local::Failure;
use serde_json::Value;
use std::collections::BTreeMap;

/// A code with its parameters, wherever it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    code: String,
    params: BTreeMap<String, String>,
}

impl Reason {
    /// What the operation's record says, if it says something.
    pub fn of(error: &Value) -> Option<Self> {
        let code = error.get("code")?.as_str()?.to_owned();
        let params = error.get("params").and_then(Value::as_object).into_iter().flatten();
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some(Self { code, params: params.map(|(name, value)| (name.clone(), text(value))).collect() })
    }

    /// A code with its parameters.
    pub fn new(code: &str, params: &BTreeMap<String, String>) -> Self {
        Self { code: code.into(), params: params.clone() }
    }

    /// The code.
    pub(super) fn code(&self) -> &str {
        &self.code
    }

    pub(super) fn param(&self, name: &str) -> &str {
        self.params.get(name).map_or("?", String::as_str)
    }

    fn size(&self, name: &str) -> String {
        self.param(name).parse().map_or_else(|_| "?".into(), bytes)
    }
}

impl From<&Failure> for Reason {
    fn from(failure: &Failure) -> Self {
        let params = failure.params.iter().map(|(name, value)| ((*name).into(), value.clone()));
        Self { code: failure.code.into(), params: params.collect() }
    }
}

/// What failed, why, and what to do; a code without a sentence is shown as it is.
pub fn local_error(language: Language, reason: &Reason) -> String {
    let known = match language {
        Language::En => english(reason),
        Language::Zh => chinese(reason),
    };
    known.unwrap_or_else(|| match language {
        Language::En => format!("It failed with the code {}.", reason.code),
        Language::Zh => format!("失败，代码 {}。", reason.code),
    })
}

fn english(reason: &Reason) -> Option<String> {
    let param = |name| reason.param(name);
    Some(match reason.code.as_str() {
        "java_missing" => {
            "No Java was found. Install a Java 11, 17 or 21 runtime, or name its folder in the setting java_home."
                .into()
        }
        "java_unsupported" => format!(
            "Java {} at {} is not of version 11, 17 or 21. Install one, or name it in the setting java_home.",
            param("found"),
            param("path")
        ),
        "java_broken" => format!("Java at {} does not answer. Check the installation.", param("path")),
        "maven_missing" => {
            "No mvn was found. Install Maven, or name an unpacked Flink distribution in the setting flink_home.".into()
        }
        "maven_failed" => format!("Maven failed: {} Its output is in {}.", param("line"), param("log")),
        "maven_timeout" => format!(
            "Maven did not end within {} s. Check the connection to the Maven repository and try again; what was fetched is kept. Its output is in {}.",
            param("seconds"),
            param("log")
        ),
        "wrong_hash" => format!(
            "{} is not the pinned jar: its SHA-256 is {} instead of {}. It was thrown away; check the mirror it came from.",
            param("coordinate"),
            param("found"),
            param("expected")
        ),
        "jar_missing" => {
            format!("{} did not come from the Maven repository. Check that the mirror has it.", param("coordinate"))
        }
        "disk_full" => format!(
            "There is no room in {}: {} are free, {} are needed.",
            param("path"),
            reason.size("free"),
            reason.size("needed")
        ),
        "not_a_flink_home" => format!(
            "{} is no Flink distribution: it has no {}. Correct the setting flink_home.",
            param("path"),
            param("missing")
        ),
        "bad_manifest" => format!("The list of Flink's jars cannot be read: {}.", param("reason")),
        "no_such_set" => format!("There is no connector set “{}”.", param("name")),
        "ended_early" => format!(
            "{} ended before it was ready: {} Its output is below and in {}.",
            param("role"),
            param("line"),
            param("log")
        ),
        "not_ready" => format!(
            "The step {} was not reached within {} s. Look into the logs; a busy host may need another try.",
            param("step"),
            param("seconds")
        ),
        "port_taken" => format!(
            "Port {} on the loopback is taken by another program. Try again: other ports are chosen.",
            param("port")
        ),
        "exposed" => format!(
            "Not started: {} would be open to engines, because {} is. Move one of them.",
            param("forbidden"),
            param("open")
        ),
        "unconfined" => format!("Not started: engine processes cannot be confined on this host ({}).", param("reason")),
        "will_not_end" => format!(
            "Process {} ({}) does not end. An administrator of the host has to look.",
            param("pid"),
            param("role")
        ),
        "interrupted" => "It was interrupted by a stop, or by the end of the server.".into(),
        "bad_answer" => format!("{} gave no usable answer: {}.", param("what"), param("reason")),
        "bad_setting" => format!("The setting {} cannot be “{}”: {}.", param("what"), param("value"), param("reason")),
        "io" => format!("{} cannot be used: {}.", param("path"), param("reason")),
        "deadline" => "It took longer than it may; how far it came is shown by the state above.".into(),
        "elsewhere" => "The engine belongs to another host.".into(),
        "bad_parameters" => {
            "The act was recorded in a way that this version does not understand. Ask for it again.".into()
        }
        "unreachable" => format!("The cluster could not be reached: {}.", param("said")),
        "job_not_known" => "The cluster does not know this job any more.".into(),
        _ => return None,
    })
}

fn chinese(reason: &Reason) -> Option<String> {
    let param = |name| reason.param(name);
    Some(match reason.code.as_str() {
        "java_missing" => "没有找到 Java。请安装 Java 11、17 或 21，或在设置 java_home 中指定其目录。".into(),
        "java_unsupported" => {
            format!(
                "{} 处的 Java {} 不是 11、17 或 21。请安装其中之一，或在设置 java_home 中指定。",
                param("path"),
                param("found")
            )
        }
        "java_broken" => format!("{} 处的 Java 没有响应，请检查安装。", param("path")),
        "maven_missing" => "没有找到 mvn。请安装 Maven，或在设置 flink_home 中指定解压后的 Flink。".into(),
        "maven_failed" => format!("Maven 失败：{}。输出在 {}。", param("line"), param("log")),
        "maven_timeout" => format!(
            "Maven 在 {} 秒内没有结束。请检查与 Maven 仓库的连接后重试，已获取的内容会保留。输出在 {}。",
            param("seconds"),
            param("log")
        ),
        "wrong_hash" => format!(
            "{} 不是固定的 jar：SHA-256 是 {}，应为 {}。已丢弃，请检查镜像来源。",
            param("coordinate"),
            param("found"),
            param("expected")
        ),
        "jar_missing" => format!("Maven 仓库没有提供 {}，请检查镜像。", param("coordinate")),
        "disk_full" => {
            format!("{} 空间不足：剩余 {}，需要 {}。", param("path"), reason.size("free"), reason.size("needed"))
        }
        "not_a_flink_home" => {
            format!("{} 不是 Flink 发行版：缺少 {}。请更正设置 flink_home。", param("path"), param("missing"))
        }
        "bad_manifest" => format!("无法读取 Flink jar 清单：{}。", param("reason")),
        "no_such_set" => format!("没有连接器集“{}”。", param("name")),
        "ended_early" => {
            format!("{} 在就绪前结束：{}。输出见下方及 {}。", param("role"), param("line"), param("log"))
        }
        "not_ready" => {
            format!("步骤 {} 在 {} 秒内没有完成。请查看日志；主机繁忙时可以重试。", param("step"), param("seconds"))
        }
        "port_taken" => format!("回环端口 {} 被其他程序占用。请重试，会选择其他端口。", param("port")),
        "exposed" => {
            format!("未启动：由于 {} 对引擎开放，{} 也会暴露。请移动其中之一。", param("open"), param("forbidden"))
        }
        "unconfined" => format!("未启动：本机无法隔离引擎进程（{}）。", param("reason")),
        "will_not_end" => format!("进程 {}（{}）没有结束，需要主机管理员处理。", param("pid"), param("role")),
        "interrupted" => "被停止操作或服务器关闭中断。".into(),
        "bad_answer" => format!("{} 的应答无法使用：{}。", param("what"), param("reason")),
        "bad_setting" => format!("设置 {} 不能为“{}”：{}。", param("what"), param("value"), param("reason")),
        "io" => format!("{} 无法使用：{}。", param("path"), param("reason")),
        "deadline" => "超过了允许的时间，进展见上方状态。".into(),
        "elsewhere" => "引擎属于另一台主机。".into(),
        "bad_parameters" => "操作记录的参数无法识别，请重新发起。".into(),
        "unreachable" => format!("无法访问集群：{}。", param("said")),
        "job_not_known" => "集群已不认识此作业。".into(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// As the engine's source has them, so that a new one is not forgotten here.
    fn codes() -> Vec<&'static str> {
        let source = include_str!("../../../server/engine/src/local/error.rs");
        let body = source.split("pub fn code(&self)").nth(1).unwrap().split("pub fn params").next().unwrap();
        body.lines().filter_map(|line| line.trim().split_once("=> \"")?.1.strip_suffix("\",")).collect()
    }

    #[test]
    fn every_code_has_a_sentence_in_both_languages() {
        let of_control = ["deadline", "elsewhere", "bad_parameters", "unreachable", "job_not_known"];
        let codes: Vec<&str> = codes().into_iter().chain(of_control).collect();
        assert!(codes.len() >= 27, "{codes:?}");
        for code in codes {
            let reason = Reason { code: code.into(), params: BTreeMap::new() };
            let (english, chinese) = (english(&reason), chinese(&reason));
            assert!(english.is_some_and(|text| text.ends_with('.')), "{code}");
            assert!(chinese.is_some_and(|text| text.ends_with('。')), "{code}");
        }
    }

    #[test]
    fn an_unknown_code_is_shown_as_it_is() {
        let reason = Reason::of(&json!({"code": "new_thing"})).unwrap();
        for language in Language::ALL {
            assert!(local_error(language, &reason).contains("new_thing"));
        }
        assert_eq!(Reason::of(&json!(null)), None);
    }

    #[test]
    fn parameters_stand_in_the_sentence() {
        let reason =
            Reason::of(&json!({"code": "disk_full", "params": {"path": "/data", "needed": "2048", "free": 1024}}));
        assert_eq!(english(&reason.unwrap()).unwrap(), "There is no room in /data: 1 KiB are free, 2 KiB are needed.");
    }
}
