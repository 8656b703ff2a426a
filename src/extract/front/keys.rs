//! Which keys of the front matter state what: the names of the record, and how status pages, static site generators and
//! postmortem tools write them.
//!
//! A key is compared without case, `-`, `_` and spaces. It may state two facts: `impact: major` is a severity, `impact:
//! Nobody could log in` the answer to how users were affected. Where several keys of one report state a fact, the one that
//! stands first in [`KEYS`] counts first.

use std::sync::LazyLock;

use crate::config::Fact;
use crate::extract::words::map::WordMap;
use crate::syntax::front::same_key;

/// What a known key states: the facts, each with its place among the keys for it.
pub(super) type Known = Vec<(Fact, usize)>;

/// The facts that a key states; none where annals does not know it.
pub(super) fn known(key: &str) -> &'static [(Fact, usize)] {
    static TABLE: LazyLock<WordMap<Known>> = LazyLock::new(|| {
        let mut table: WordMap<Known> = WordMap::default();
        for (fact, names) in KEYS {
            for (place, name) in names.split_whitespace().enumerate() {
                table.entry(letters(name)).or_default().push((*fact, place));
            }
        }
        table
    });
    TABLE.get(&letters(key)).map_or(&[], Vec::as_slice)
}

/// Whether a table under this key holds further facts: `[extra]`, `params:`, `incident:`.
pub(super) fn is_holder(key: &str) -> bool {
    HOLDERS.iter().any(|holder| same_key(holder, key))
}

/// A key as it is compared.
fn letters(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

/// Keys whose table holds facts of the report.
const HOLDERS: &[&str] = &[
    "extra",
    "taxonomies",
    "params",
    "incident",
    "metadata",
    "meta",
    "details",
    "postmortem",
    "outage",
    "event",
    "report",
    "window",
    "times",
    "dates",
    "period",
    "timing",
    "schedule",
    "maintenance",
    "statuspage",
];

/// The keys for each fact, those to be trusted most first.
const KEYS: &[(Fact, &str)] = &[
    (Fact::Title, "title name subject incident_title heading headline"),
    (
        Fact::StartedAt,
        "started_at start start_time started begin began_at incident_start start_date start_at occurred_at impact_start \
         from startDateTime outage_start incident_start_time time_start began start_utc starts_at \
         begin_at begins_at outage_started incident_started scheduled_start scheduled_start_time scheduled_for \
         scheduled_at scheduled scheduled_date maintenance_start window_start planned_start impact_started_at \
         impact_start_time beginning onset time_of_incident incident_time window time when period timeframe",
    ),
    (
        Fact::EndedAt,
        "ended_at end end_time ended resolved_at resolvedWhen incident_end end_date end_at impact_end until to \
         resolved_on endDateTime outage_end resolution_time resolvedDate dateResolved closed_at incident_end_time \
         time_end finished_at completed_at completed end_utc ends_at outage_ended incident_ended \
         recovered_at restored_at impact_ended_at impact_end_time resolved closed finish fixed_at resolution_date \
         scheduled_end scheduled_end_time scheduled_until scheduled_to maintenance_end window_end planned_end",
    ),
    (
        Fact::Date,
        "date incident_date date_of_incident day event_date occurred_on outage_date created_at created opened_at \
         opened posted_at published_at publishDate pubDate published createdDate dateCreated",
    ),
    (Fact::Zone, "zone timezone tz"),
    (
        Fact::StatedDuration,
        "stated_duration_minutes duration duration_minutes downtime outage_duration time_to_resolve time_to_recovery ttr \
         mttr total_downtime downtime_minutes duration_min incident_duration impact_duration outage_minutes \
         time_to_resolution duration_hours downtime_hours duration_seconds duration_secs total_duration",
    ),
    (
        Fact::Severity,
        "severity sev priority severity_level level impact_level incident_severity criticality sev_level urgency \
         incident_priority impact max_severity",
    ),
    (
        Fact::Applications,
        "applications application affected affected_systems systems services service affected_services components \
         affected_components products product impacted_services services_affected system component affected_products \
         affected_applications apps affected_service affected_system affected_component affects impacted \
         impacted_systems impacted_components systems_affected components_affected affected_apps affected_product \
         expectedDown expectedDegraded degraded_services service_name impacted_service serviceIds service_id systemIds \
         componentIds affected_service_ids",
    ),
    (
        Fact::People,
        "people authors author responders attendees owner owners incident_commander commander incident_lead lead \
         participants reporter on_call reviewers scribe incident_manager responder attendance involved ic \
         incident_owner facilitator written_by incident_commanders team_members",
    ),
    (Fact::Timeline, "updates timeline events history messages incident_updates status_updates log"),
    (Fact::RootCause, "root_cause root_causes cause root_cause_analysis rca causes contributing_factors"),
    (Fact::Impact, "impact user_impact customer_impact impact_summary impact_description business_impact"),
    (Fact::Lessons, "lessons lessons_learned lessons_learnt learnings takeaways what_we_learned"),
    (
        Fact::Actions,
        "actions action_items follow_ups follow_up corrective_actions remediations next_steps todo todos \
         preventive_actions follow_up_actions remediation_items tasks preventative_actions",
    ),
    (Fact::Improvements, "improvements possible_improvements"),
    (Fact::Recommendations, "recommendations"),
    (Fact::Causes, "root_causes root_cause causes cause cause_tags root_cause_category"),
    (Fact::Triggers, "trigger triggers trigger_type"),
    (Fact::Gaps, "gaps gap"),
    (Fact::Components, "component_tags at_fault faulty_components"),
    (Fact::Kind, "kind type incident_type maintenance is_maintenance informational category section status labels"),
    (Fact::Draft, "draft"),
    (Fact::Aliases, "aliases redirect_from"),
    (Fact::Id, "id incident_id incident_number postmortem_id ticket ticket_id case_number"),
    (Fact::Echoes, "echoes"),
    (Fact::NotEchoes, "not-echoes"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_in_any_spelling() {
        let check = |key: &str, fact: Fact| assert!(known(key).iter().any(|(known, _)| *known == fact), "{key}");
        check("resolvedWhen", Fact::EndedAt);
        check("resolved_when", Fact::EndedAt);
        check("Affected-Systems", Fact::Applications);
        check("impact", Fact::Severity);
        check("impact", Fact::Impact);
        assert!(known("layout").is_empty());
        assert!(is_holder("extra") && !is_holder("layout"));
    }

    #[test]
    fn no_key_stands_twice_for_a_fact() {
        for (fact, names) in KEYS {
            let mut all: Vec<String> = names.split_whitespace().map(letters).collect();
            let count = all.len();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), count, "{fact:?}");
        }
    }
}
