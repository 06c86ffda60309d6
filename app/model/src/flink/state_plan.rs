//! The operators of a SQL job that keep state, and how they differ between two versions of it.
//!
//! Flink restores state by the ids of operators, which follow from the shape of the job alone: a query that was changed may be
//! given the state of another one without an error. So the plans are compared before that happens.

use serde::{Deserialize, Serialize};

/// Kinds of operators that keep what they have seen, as plans name them.
const STATEFUL: &[&str] = &[
    "ChangelogNormalize",
    "Deduplicate",
    "DeltaJoin",
    "GlobalGroupAggregate",
    "GlobalWindowAggregate",
    "GroupAggregate",
    "GroupTableAggregate",
    "GroupWindowAggregate",
    "GroupWindowTableAggregate",
    "IncrementalGroupAggregate",
    "IntervalJoin",
    "Join",
    "Limit",
    "Match",
    "MultiJoin",
    "OverAggregate",
    "ProcessTableFunction",
    "PythonGroupAggregate",
    "PythonGroupTableAggregate",
    "PythonGroupWindowAggregate",
    "PythonOverAggregate",
    "Rank",
    "Sort",
    "SortLimit",
    "TemporalJoin",
    "TemporalSort",
    "WindowAggregate",
    "WindowDeduplicate",
    "WindowJoin",
    "WindowRank",
];

/// Where the plan that is run begins in what `EXPLAIN` says.
const EXECUTION: &str = "== Optimized Execution Plan ==";

/// The operators of a job that keep state, in the plan's order.
///
/// Each stands as its plan writes it, with what the columns are that it names, where they are computed just before. Of a
/// source or a sink only the table is named, for which columns are read changes nothing about what it keeps. `explained` is what Flink answers to `EXPLAIN`.
pub fn stateful_operators(explained: &str) -> Vec<String> {
    let plan = explained.split_once(EXECUTION).map_or(explained, |(_, plan)| plan);
    let plan = plan.split("\n== ").next().unwrap_or(plan);
    let lines: Vec<Line<'_>> = plan.lines().filter_map(Line::read).collect();
    let operators = lines.iter().enumerate().filter_map(|(at, line)| {
        let operator = line.stateful()?;
        if line.is_end() {
            return Some(operator);
        }
        let computed: Vec<String> = computed_below(&lines[at..])
            .filter(|(name, _)| names(line.attributes, name))
            .map(|(name, text)| format!("{name} = {text}"))
            .collect();
        Some(if computed.is_empty() { operator } else { format!("{operator}, {}", computed.join(", ")) })
    });
    operators.collect()
}

/// A line of a plan: an operator.
struct Line<'a> {
    /// How deep it stands: what it reads stands deeper.
    depth: usize,
    kind: &'a str,
    attributes: &'a str,
}

impl<'a> Line<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let text = line.trim_start_matches([' ', '+', '-', ':', '|']);
        let (kind, attributes) = text.trim_end().split_once('(')?;
        Some(Self { depth: line.len() - text.len(), kind, attributes: without_reuse(attributes) })
    }

    fn is_end(&self) -> bool {
        matches!(self.kind, "Sink" | "LegacySink" | "TableSourceScan" | "DataStreamScan" | "LegacyTableSourceScan")
    }

    fn stateful(&self) -> Option<String> {
        let Self { kind, attributes, .. } = self;
        if self.is_end() {
            let sorts = attributes.contains("upsertMaterialize=[true]").then_some(", upsertMaterialize=[true]");
            return Some(format!("{kind}({}{})", attribute(attributes, "table")?, sorts.unwrap_or_default()));
        }
        STATEFUL.contains(kind).then(|| format!("{kind}({attributes})"))
    }
}

/// The columns, with what they are, that are computed between the first of these operators and the next ones that keep state.
fn computed_below<'a>(lines: &'a [Line<'a>]) -> impl Iterator<Item = (&'a str, &'a str)> {
    let (first, rest) = lines.split_first().expect("an operator is its own first line");
    let mut hidden = usize::MAX;
    let below = rest.iter().take_while(|line| line.depth > first.depth);
    let between = below.filter(move |line| {
        if line.depth > hidden {
            return false;
        }
        hidden = if line.stateful().is_some() { line.depth } else { usize::MAX };
        line.kind == "Calc"
    });
    between.flat_map(|line| items(attribute(line.attributes, "select").unwrap_or_default()))
}

/// `x AS a` and `MOD(x, 7) AS b` of `select=[x AS a, MOD(x, 7) AS b, c]`, by their names.
fn items(select: &str) -> impl Iterator<Item = (&str, &str)> {
    let list = select.strip_prefix("select=[").and_then(|list| list.strip_suffix(']')).unwrap_or_default();
    let (mut depth, mut quoted) = (0_usize, false);
    let parts = list.split(move |character| {
        match character {
            '\'' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0 && !quoted
    });
    parts.filter_map(|item| item.trim().rsplit_once(" AS ").map(|(text, name)| (name, text)))
}

/// Whether a column is named, and not only a part of another name.
fn names(attributes: &str, name: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
    attributes.match_indices(name).any(|(at, _)| {
        !attributes[..at].chars().next_back().is_some_and(is_part)
            && !attributes[at + name.len()..].chars().next().is_some_and(is_part)
    })
}

/// A part that is used twice bears a mark, `)(reuse_id=[1])`, and that is all that is new about it.
fn without_reuse(attributes: &str) -> &str {
    let attributes = attributes.split_once(")(reuse_id=").map_or(attributes, |(attributes, _)| attributes);
    attributes.strip_suffix(')').unwrap_or(attributes)
}

/// `table=[[default_catalog, default_database, orders]]` up to the end of its brackets; what a source is asked to filter
/// stands within them too, behind the name.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let begin = attributes.find(&format!("{name}=["))?;
    let mut depth = 0_usize;
    for (at, character) in attributes[begin..].char_indices() {
        match character {
            '[' => depth += 1,
            ']' if depth == 1 => return Some(&attributes[begin..=begin + at]),
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// An operator that keeps state and is not the same in two versions of a job.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ChangedOperator {
    /// As it was when the state was made; `None` for one that appeared.
    pub before: Option<String>,
    /// As it is now; `None` for one that vanished.
    pub after: Option<String>,
}

/// What differs between the stateful operators of two versions: those of one kind are compared in their order.
pub fn changed_operators(before: &[String], after: &[String]) -> Vec<ChangedOperator> {
    let mut gone: Vec<&String> = before.iter().collect();
    let mut come: Vec<&String> = Vec::new();
    for operator in after {
        match gone.iter().position(|known| *known == operator) {
            Some(same) => drop(gone.remove(same)),
            None => come.push(operator),
        }
    }
    let kind = |operator: &str| operator.split('(').next().unwrap_or_default().to_owned();
    let mut changed = Vec::new();
    for old in gone {
        let successor = come.iter().position(|new| kind(new) == kind(old)).map(|at| come.remove(at).clone());
        changed.push(ChangedOperator { before: Some(old.clone()), after: successor });
    }
    changed.extend(come.into_iter().map(|new| ChangedOperator { before: None, after: Some(new.clone()) }));
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Said by Flink 1.20.3.
    const COUNT: &str = "== Abstract Syntax Tree ==
LogicalSink(table=[default_catalog.default_database.kept], fields=[EXPR$0, EXPR$1])
+- LogicalAggregate(group=[{0}], EXPR$1=[COUNT()])

== Optimized Physical Plan ==
Sink(table=[default_catalog.default_database.kept], fields=[EXPR$0, EXPR$1])
+- GroupAggregate(groupBy=[EXPR$0], select=[EXPR$0, COUNT(*) AS EXPR$1])

== Optimized Execution Plan ==
Sink(table=[default_catalog.default_database.kept], fields=[EXPR$0, EXPR$1])
+- GroupAggregate(groupBy=[EXPR$0], select=[EXPR$0, COUNT(*) AS EXPR$1])
   +- Exchange(distribution=[hash[EXPR$0]])
      +- Calc(select=[MOD(n, 7) AS EXPR$0])
         +- TableSourceScan(table=[[default_catalog, default_database, ticks]], fields=[n])
";

    #[test]
    fn what_keeps_state_is_found_in_the_plan_that_runs() {
        assert_eq!(
            stateful_operators(COUNT),
            [
                "Sink(table=[default_catalog.default_database.kept])",
                "GroupAggregate(groupBy=[EXPR$0], select=[EXPR$0, COUNT(*) AS EXPR$1]), EXPR$0 = MOD(n, 7)",
                "TableSourceScan(table=[[default_catalog, default_database, ticks]])",
            ]
        );
        assert_eq!(stateful_operators(""), [""; 0]);
        assert_eq!(stateful_operators("nonsense ((([[["), [""; 0]);
    }

    #[test]
    fn a_part_that_is_used_twice_is_one_and_a_sorting_sink_is_another() {
        let plan = "== Optimized Execution Plan ==
Sink(table=[a.b.c], targetColumns=[[0],[1]], fields=[x], upsertMaterialize=[true])
+- GroupAggregate(groupBy=[x], select=[x])(reuse_id=[1])

Sink(table=[a.b.d], fields=[x])
+- Reused(reference_id=[1])

== Physical Execution Plan ==
{}";
        assert_eq!(
            stateful_operators(plan),
            [
                "Sink(table=[a.b.c], upsertMaterialize=[true])",
                "GroupAggregate(groupBy=[x], select=[x])",
                "Sink(table=[a.b.d])"
            ]
        );
    }

    #[test]
    fn a_count_that_became_a_maximum_is_named_with_both() {
        let max = COUNT.replace("COUNT(*)", "MAX(n)");
        let changed = changed_operators(&stateful_operators(COUNT), &stateful_operators(&max));
        let [ChangedOperator { before: Some(before), after: Some(after) }] = changed.as_slice() else {
            panic!("{changed:?}")
        };
        assert!(before.contains("COUNT(*)") && after.contains("MAX(n)"));
        assert_eq!(changed_operators(&stateful_operators(COUNT), &stateful_operators(COUNT)), []);
    }

    #[test]
    fn a_key_that_is_computed_otherwise_is_another_key_and_a_filter_changes_nothing() {
        let key = COUNT.replace("MOD(n, 7)", "MOD(n, 11)");
        let [change] = changed_operators(&stateful_operators(COUNT), &stateful_operators(&key)).try_into().unwrap();
        assert!(change.after.unwrap().ends_with("EXPR$0 = MOD(n, 11)"));
        let filter = COUNT.replace("AS EXPR$0])\n         +-", "AS EXPR$0], where=[(n > 3)])\n         +-");
        assert_ne!(filter, COUNT);
        assert_eq!(stateful_operators(&filter), stateful_operators(COUNT));
    }

    #[test]
    fn what_is_computed_for_another_operator_is_not_this_ones() {
        let plan = "== Optimized Execution Plan ==
Sink(table=[a.b.c], fields=[k, c])
+- Join(joinType=[InnerJoin], where=[(k = k0)], select=[k, k0, c])
   :- Exchange(distribution=[hash[k]])
   :  +- Calc(select=[UPPER(x) AS k, CONCAT('a, (', y) AS z])
   :     +- GroupAggregate(groupBy=[x], select=[x, MAX(y) AS y])
   :        +- Calc(select=[k AS x, y])
   :           +- TableSourceScan(table=[[a, b, s]], fields=[k, y])
   +- Calc(select=[k0, CAST(d AS BIGINT) AS c])
      +- TableSourceScan(table=[[a, b, t]], fields=[k0, d])
";
        assert_eq!(
            stateful_operators(plan)[1..3],
            [
                "Join(joinType=[InnerJoin], where=[(k = k0)], select=[k, k0, c]), k = UPPER(x), c = CAST(d AS BIGINT)",
                "GroupAggregate(groupBy=[x], select=[x, MAX(y) AS y]), x = k",
            ]
        );
    }

    #[test]
    fn what_appeared_and_what_vanished_stand_alone() {
        let (one, two) = (["Join(a)".to_owned()], ["Join(a)".to_owned(), "Rank(b)".to_owned()]);
        assert_eq!(changed_operators(&one, &two), [ChangedOperator { before: None, after: Some("Rank(b)".into()) }]);
        assert_eq!(changed_operators(&two, &one), [ChangedOperator { before: Some("Rank(b)".into()), after: None }]);
    }
}
