//! How a job's parts hang together.

use super::lenient;
use serde::{Deserialize, Deserializer};

/// The graph of a job.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Plan {
    /// Its parts, one for each vertex.
    #[serde(deserialize_with = "lenient::list")]
    pub nodes: Vec<PlanNode>,
}

/// A part of a job.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PlanNode {
    /// The vertex' id, 32 hexadecimal digits.
    pub id: String,
    /// How many of it run at once.
    #[serde(default, deserialize_with = "lenient::whole")]
    pub parallelism: u32,
    /// What kind of operator it is; mostly empty.
    #[serde(default, deserialize_with = "lenient::text")]
    pub operator: String,
    /// Its operators, one a line, as plain text.
    #[serde(default, deserialize_with = "description")]
    pub description: String,
    /// What it reads.
    #[serde(default, deserialize_with = "lenient::list")]
    pub inputs: Vec<PlanEdge>,
}

/// An input of a part of a job.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct PlanEdge {
    /// The id of the vertex that is read.
    pub id: String,
    /// How records find their subtask: `HASH`, `FORWARD`, `REBALANCE`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub ship_strategy: String,
    /// How records travel: `pipelined_bounded`, `blocking`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub exchange: String,
}

/// Flink writes a description for a page: it is made text again.
fn description<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let html = lenient::text(deserializer)?.replace("<br/>", "\n");
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#92;", "\\"), ("&amp;", "&")];
    let text = entities.iter().fold(html, |text, (entity, character)| text.replace(entity, character));
    Ok(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_text_and_strange_nodes_are_left_out() {
        let json = r#"{"nodes":[{"id":"a","parallelism":-3,"description":"[1]:Calc(x &lt; &quot;y&quot;)<br/>+- b<br/>"},
            {"parallelism":1},null,{"id":"b","inputs":[{"num":0,"id":"a","ship_strategy":null},{"num":1}]}]}"#;
        let plan: Plan = serde_json::from_str(json).unwrap();
        assert_eq!(plan.nodes.iter().map(|node| node.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(plan.nodes[0].description, "[1]:Calc(x < \"y\")\n+- b");
        assert_eq!((plan.nodes[0].parallelism, plan.nodes[1].inputs.len()), (0, 1));
    }
}
