//! The numbers of a job in the last hour.

use super::{bytes, span};
use model::{JobMetric, MetricUnit};

/// Words about the numbers of a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "a field is named after what it says, and says it in two languages below")]
pub struct JobMetrics {
    pub name: fn(JobMetric) -> &'static str,
    pub why: fn(JobMetric) -> &'static str,
    pub nothing: fn(JobMetric) -> &'static str,
    pub throughput: &'static str,
    pub load: &'static str,
    pub safety: &'static str,
    pub shown: fn(i64, &str) -> String,
    pub pace: &'static str,
    pub lowest: &'static str,
    pub highest: &'static str,
    pub now: &'static str,
    pub summary: fn(&str, &str, &str, &str) -> String,
    pub gaps: fn(usize) -> String,
    pub table: &'static str,
    pub table_why: &'static str,
    pub time: &'static str,
    pub empty: &'static str,
    pub empty_why: &'static str,
}

pub(super) static EN: JobMetrics = JobMetrics {
    name: |metric| match metric {
        JobMetric::RecordsIn => "Records in",
        JobMetric::RecordsOut => "Records out",
        JobMetric::Busy => "Busy",
        JobMetric::Backpressured => "Held up (backpressure)",
        JobMetric::WatermarkLag => "Watermark lag",
        JobMetric::Pending => "Pending records",
        JobMetric::Restarts => "Restarts",
        JobMetric::CheckpointAge => "Checkpoint age",
        JobMetric::CheckpointDuration => "Checkpoint duration",
        JobMetric::CheckpointSize => "Checkpoint size",
        JobMetric::Heap => "Heap used",
        JobMetric::Cpu => "Processors used",
    },
    why: |metric| match metric {
        JobMetric::RecordsIn => {
            "What all sources read; of a source that does not count it, what it passes on to the next task"
        }
        JobMetric::RecordsOut => {
            "What reaches all sinks; of a sink that does not count it, what its task gets from the one before"
        }
        JobMetric::Busy => "The share of its time in which the busiest subtask works",
        JobMetric::Backpressured => "The share of its time in which the worst subtask waits for those after it",
        JobMetric::WatermarkLag => "How far the task that is furthest behind in event time is behind the clock",
        JobMetric::Pending => "What waits outside of Flink, as far as the sources know of it",
        JobMetric::Restarts => "How often Flink has restarted this run",
        JobMetric::CheckpointAge => {
            "How long ago the newest checkpoint was complete: so much is done again after a failure"
        }
        JobMetric::CheckpointDuration => "How long the newest complete checkpoint took",
        JobMetric::CheckpointSize => "The state in the newest complete checkpoint",
        JobMetric::Heap => "Of all TaskManagers of the cluster together, whichever jobs run there",
        JobMetric::Cpu => "By all TaskManagers of the cluster together, whichever jobs run there",
    },
    nothing: |metric| match metric {
        JobMetric::WatermarkLag => "No watermarks: the job does not work in event time, or no event came yet.",
        JobMetric::Pending => "No source of the job tells it.",
        JobMetric::CheckpointAge | JobMetric::CheckpointDuration | JobMetric::CheckpointSize => {
            "No checkpoint was complete."
        }
        _ => "The cluster did not tell it.",
    },
    throughput: "Throughput",
    load: "Load",
    safety: "State and restarts",
    shown: |minutes, zone| format!("The last {minutes} minutes, in {zone}"),
    pace: "Every 20 seconds, and every 5 while somebody looks. Where a line is broken, the cluster told nothing. Flink counts every ten seconds.",
    lowest: "Lowest",
    highest: "highest",
    now: "now",
    summary: |name, now, lowest, highest| format!("{name}: {now} now, lowest {lowest}, highest {highest}"),
    gaps: |count| match count {
        1 => "1 gap".into(),
        count => format!("{count} gaps"),
    },
    table: "As a table",
    table_why: "The last value of each minute, as it was when the page was loaded",
    time: "Time",
    empty: "There are no numbers of the last hour.",
    empty_why: "They are taken every 20 seconds while the job runs, and kept for an hour.",
};

pub(super) static ZH: JobMetrics = JobMetrics {
    name: |metric| match metric {
        JobMetric::RecordsIn => "输入记录",
        JobMetric::RecordsOut => "输出记录",
        JobMetric::Busy => "繁忙",
        JobMetric::Backpressured => "反压",
        JobMetric::WatermarkLag => "水位线延迟",
        JobMetric::Pending => "待读记录",
        JobMetric::Restarts => "重启次数",
        JobMetric::CheckpointAge => "距上次检查点",
        JobMetric::CheckpointDuration => "检查点时长",
        JobMetric::CheckpointSize => "检查点大小",
        JobMetric::Heap => "已用堆内存",
        JobMetric::Cpu => "占用处理器数",
    },
    why: |metric| match metric {
        JobMetric::RecordsIn => "所有 source 读取的记录；不计数的 source 以其传给下一个任务的记录为准",
        JobMetric::RecordsOut => "到达所有 sink 的记录；不计数的 sink 以其任务从上游收到的记录为准",
        JobMetric::Busy => "最忙的子任务工作时间所占比例",
        JobMetric::Backpressured => "受反压最重的子任务等待下游的时间所占比例",
        JobMetric::WatermarkLag => "事件时间上最落后的任务比当前时间落后多少",
        JobMetric::Pending => "在 Flink 之外等待的记录，以 source 所知为限",
        JobMetric::Restarts => "Flink 重启这次运行的次数",
        JobMetric::CheckpointAge => "最近一个检查点完成至今的时间：出错后需要重做这么多",
        JobMetric::CheckpointDuration => "最近一个完成的检查点所用时间",
        JobMetric::CheckpointSize => "最近一个完成的检查点中的状态",
        JobMetric::Heap => "集群所有 TaskManager 之和，不论运行的是哪些作业",
        JobMetric::Cpu => "集群所有 TaskManager 之和，不论运行的是哪些作业",
    },
    nothing: |metric| match metric {
        JobMetric::WatermarkLag => "没有水位线：作业不使用事件时间，或尚无事件到达。",
        JobMetric::Pending => "作业的 source 都不提供。",
        JobMetric::CheckpointAge | JobMetric::CheckpointDuration | JobMetric::CheckpointSize => "尚无完成的检查点。",
        _ => "集群没有提供。",
    },
    throughput: "吞吐",
    load: "负载",
    safety: "状态与重启",
    shown: |minutes, zone| format!("最近 {minutes} 分钟（{zone}）"),
    pace: "每 20 秒取一次，有人查看时每 5 秒一次。线断开处，集群没有给出数值。Flink 每十秒统计一次。",
    lowest: "最低",
    highest: "最高",
    now: "当前",
    summary: |name, now, lowest, highest| format!("{name}：当前 {now}，最低 {lowest}，最高 {highest}"),
    gaps: |count| format!("{count} 处中断"),
    table: "以表格显示",
    table_why: "每分钟的最后一个数值，截至页面加载时",
    time: "时间",
    empty: "最近一小时没有数值。",
    empty_why: "作业运行期间每 20 秒取一次，保留一小时。",
};

/// A number with its unit, the same in both languages: `12.3 k/s`, `26 %`, `3 min 20 s`.
pub fn measured(unit: MetricUnit, number: f64) -> String {
    match unit {
        MetricUnit::PerSecond => format!("{}/s", amount(number)),
        MetricUnit::Share => format!("{:.0} %", number * 100.0),
        MetricUnit::Milliseconds if number < 0.0 => format!("−{}", span(-number as i64)),
        MetricUnit::Milliseconds => span(number as i64),
        MetricUnit::Bytes => bytes(number as i64),
        MetricUnit::Count => amount(number),
    }
}

/// A number of things: short, and not too exact.
pub fn amount(number: f64) -> String {
    const STEPS: [(f64, &str); 4] = [(1e9, " G"), (1e6, " M"), (1e4, " k"), (1.0, "")];
    let (step, sign) = STEPS.into_iter().find(|(step, _)| number.abs() >= *step).unwrap_or((1.0, ""));
    let part = number / if sign == " k" { 1e3 } else { step };
    let text = match part.abs() {
        part if part < 1.0 => format!("{:.2}", number.signum() * part),
        part if part < 100.0 => format!("{:.1}", number.signum() * part),
        _ => format!("{part:.0}"),
    };
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text}{sign}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_short_and_has_its_unit() {
        let amounts = [0.0, 0.04, 0.5, 7.25, 50.0, 123.4, 9_999.0, 12_345.0, 2_500_000.0, 7e10].map(amount);
        assert_eq!(amounts, ["0", "0.04", "0.5", "7.2", "50", "123", "9999", "12.3 k", "2.5 M", "70 G"]);
        assert_eq!(measured(MetricUnit::PerSecond, 12_345.0), "12.3 k/s");
        assert_eq!(measured(MetricUnit::Share, 0.256), "26 %");
        assert_eq!(measured(MetricUnit::Milliseconds, 200_000.0), "3 min 20 s");
        assert_eq!(measured(MetricUnit::Milliseconds, -5_000.0), "−5 s");
        assert_eq!(measured(MetricUnit::Bytes, 2048.0), "2 KiB");
    }

    #[test]
    fn every_number_has_a_name_of_its_own_in_both_languages() {
        for words in [&EN, &ZH] {
            let names: std::collections::BTreeSet<_> =
                JobMetric::ALL.iter().map(|metric| (words.name)(*metric)).collect();
            assert_eq!(names.len(), JobMetric::ALL.len());
        }
    }
}
