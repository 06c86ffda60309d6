// Flink SQL as the editor sees it: what is a keyword, a type, a function of Flink's own.
import { SQLDialect } from "@codemirror/lang-sql";

const KEYWORDS = `
add after all alter always analyze and any array as asc asymmetric at authorization begin bernoulli between both by
call case cast catalog catalogs cast classifier column columns comment compile compact compute constraint corresponding
create cross cube cumulate current current_date current_row current_time current_timestamp database databases datetime
day days default define delete desc describe descriptor deterministic directory disjoint distinct distributed
distribution div drop else empty end enforced escape every except excluding execute exists explain expression extended
extract false fetch filter final first following for format freshness from full function functions generated global
group grouping groups hash having hop hour hours if ignore immediate in include including initial inner insert
intersect interval into is jar jars java javascript jobs job json_execution_plan key language last lateral leading left
like limit load local localtime localtimestamp log match match_recognize matches materialized measures metadata minus
minute minutes modify module modules month months natural next no normalize not null nulls of offset on one only or
order ordinality out outer over overlaps overwrite overwriting partition partitioned partitions past pattern per percent
period pivot plan plan_advice preceding precision prev primary procedure procedures python qualify range raw recursive
reduced refresh refresh_mode remove rename replace reset respect resume rlike rollup row_number rows running savepoint
scala second seconds select semi sets session set show similar skip statement stats status stop stream
subset substring suspend symmetric system system_time table tables tablesample temporal temporary then ties time_unit
timestampadd timestampdiff to trailing true truncate try_cast tumble unbounded union unique unknown unload unnest unpivot
update upsert use user using values view views virtual watermark watermarks week when where while window with within
without year years zone
`;

const TYPES = `
array bigint binary boolean bool bytes char character date dec decimal double float int integer interval map multiset
numeric raw row smallint string structured time timestamp timestamp_ltz tinyint varbinary varchar variant descriptor
`;

const FUNCTIONS = `
abs acos approx_count_distinct array_agg array_append array_concat array_contains array_distinct array_except
array_intersect array_join array_max array_min array_position array_prepend array_remove array_reverse array_slice
array_sort array_union ascii asin atan atan2 avg bin btrim cardinality ceil ceiling char_length character_length chr
coalesce collect concat concat_ws convert_tz cos cosh cot count cume_dist current_database current_watermark
date_format dayofmonth dayofweek dayofyear decode degrees dense_rank element elt encode endswith exp first_value floor
from_base64 from_unixtime greatest grouping_id hex if ifnull initcap instr is_alpha is_decimal is_digit json json_array
json_arrayagg json_exists json_object json_objectagg json_query json_quote json_string json_unquote json_value lag
last_value lead least listagg ln locate log10 log2 lower lpad ltrim map_entries map_from_arrays map_keys map_union
map_values max md5 min mod now ntile nth_value nullif octet_length overlay parse_json parse_url percent_rank percentile
pi position power printf proctime quarter radians rand rand_integer rank regexp regexp_count regexp_extract
regexp_extract_all regexp_instr regexp_replace regexp_substr repeat reverse round rpad rtrim session_end session_start
sha1 sha2 sha224 sha256 sha384 sha512 sign sin sinh source_watermark split split_index sqrt startswith stddev
stddev_pop stddev_samp str_to_map substr sum tan tanh to_base64 to_date to_timestamp to_timestamp_ltz translate trim
try_parse_json tumble_end tumble_start typeof unhex unix_timestamp upper url_decode url_encode uuid var_pop var_samp
variance window_end window_start window_time
`;

/** CodeMirror splits at single spaces. */
const words = (text: string) => text.trim().replace(/\s+/g, " ");

export const FlinkSql = SQLDialect.define({
  keywords: words(KEYWORDS),
  types: words(TYPES),
  builtin: words(FUNCTIONS),
  identifierQuotes: "`",
  charSetCasts: true,
  caseInsensitiveIdentifiers: true,
});
