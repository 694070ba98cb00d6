//! The settings of a project beside its name and origins: one JSON object in the directory, so that
//! a new setting needs no column. An absent field has its default.

use corncrake_core::{ids::ProjectKey, noise::NoiseRule};
use corncrake_model::project::{
    record::{ProjectLookup, ProjectRecord},
    settings::ProjectChange,
};

use super::projects;
use crate::engine::{Arg, Sql, SqlError};

/// Changes a project, and gives what it is now; nothing where there is none, or not any more.
pub fn change_project(
    sql: &impl Sql,
    key: ProjectKey,
    change: ProjectChange,
) -> Result<Option<ProjectRecord>, SqlError> {
    let ProjectLookup::Project(mut row) = projects::project(sql, key)? else { return Ok(None) };
    let ProjectChange {
        name,
        origins,
        noise_off,
        retention_days,
        count_retention_days,
        usage_retention_days,
        usage,
        usage_list,
        installations,
        vitals,
        vitals_list,
        limits,
        objects,
        previous_until,
        kept_tags,
        rules,
        alerts,
        ticket_link,
        has_public_privacy,
    } = change;
    row.name = name.unwrap_or(row.name);
    row.origins = origins.unwrap_or(row.origins);
    if let Some(off) = noise_off {
        // In the order of the rules, each once.
        let rules =
            NoiseRule::ALL.iter().map(|rule| rule.name()).filter(|rule| off.iter().any(|name| name == rule));
        row.settings.noise_off = rules.map(str::to_owned).collect();
    }
    row.settings.kept_tags = kept_tags.unwrap_or(row.settings.kept_tags);
    row.settings.retention_days = retention_days.or(row.settings.retention_days);
    row.settings.count_retention_days = count_retention_days.or(row.settings.count_retention_days);
    row.settings.usage_retention_days = usage_retention_days.or(row.settings.usage_retention_days);
    row.settings.usage = usage.unwrap_or(row.settings.usage);
    row.settings.usage_list = usage_list.unwrap_or(row.settings.usage_list);
    row.settings.installations = installations.unwrap_or(row.settings.installations);
    row.settings.vitals = vitals.unwrap_or(row.settings.vitals);
    row.settings.vitals_list = vitals_list.unwrap_or(row.settings.vitals_list);
    row.settings.limits = row.settings.limits.changed(limits);
    if let Some(change) = rules {
        change.apply(&mut row.settings.rules, &mut row.settings.rule_editions);
    }
    row.settings.ticket_link = ticket_link.unwrap_or(row.settings.ticket_link);
    row.settings.has_public_privacy = has_public_privacy.unwrap_or(row.settings.has_public_privacy);
    row.settings.alerts = alerts.unwrap_or(row.settings.alerts);
    if let Some((objects, today)) = objects {
        row.shards = row.shards.with_count(objects, today);
    }
    row.previous_until = previous_until.unwrap_or(row.previous_until);
    let json = |error: serde_json::Error| SqlError(error.to_string());
    let origins = serde_json::to_string(&row.origins).map_err(json)?;
    let settings = serde_json::to_string(&row.settings).map_err(json)?;
    let spread = serde_json::to_string(&row.shards).map_err(json)?;
    let texts = [&row.name, &origins, &settings, &spread].map(|text| Arg::Text(text));
    sql.exec(
        "UPDATE project SET name = ?, origins = ?, settings = ?, spread = ?, previous_until = ?
         WHERE key = ? AND deleted IS NULL",
        &texts
            .into_iter()
            .chain([Arg::Integer(row.previous_until.0), Arg::Text(key.as_str())])
            .collect::<Vec<_>>(),
    )?;
    Ok(Some(row))
}

#[cfg(test)]
mod tests {

    use corncrake_core::{origin::Origins, time::UnixMillis};
    use corncrake_model::project::{
        record::ProjectLookup,
        settings::{ProjectChange, Settings},
        shards::ShardMap,
    };

    use super::*;
    use crate::{
        directory::projects::{add_project, delete_project, project},
        native::Native,
    };

    fn row() -> ProjectRecord {
        ProjectRecord {
            key: ProjectKey::mint(1, b"secret"),
            name: "shop".into(),
            origins: Origins::parse(&["*".to_owned()]).unwrap(),
            created: UnixMillis(7),
            shards: ShardMap::default(),
            settings: Settings::default(),
            maps: false,
            previous_until: UnixMillis(0),
        }
    }

    #[test]
    fn what_is_changed_is_changed_and_the_rest_stays() {
        let (sql, old) = (Native::directory(), row());
        add_project(&sql, &old).unwrap();
        assert_eq!(project(&sql, old.key).unwrap(), ProjectLookup::Project(old.clone()));

        let off = vec!["masked-url".to_owned(), "extension".into(), "masked-url".into(), "no rule".into()];
        let change = ProjectChange { noise_off: Some(off), ..ProjectChange::default() };
        let changed = change_project(&sql, old.key, change).unwrap().unwrap();
        assert_eq!(changed.settings.noise_off, ["extension", "masked-url"]);
        assert!(!changed.settings.is_noise("extension") && changed.settings.is_noise("about"));
        assert_eq!((&changed.name, &changed.origins), (&old.name, &old.origins));
        assert_eq!(project(&sql, old.key).unwrap(), ProjectLookup::Project(changed.clone()));

        let origins = Origins::parse(&["https://shop.example".to_owned()]).unwrap();
        let change = ProjectChange {
            name: Some("Shop".into()),
            origins: Some(origins.clone()),
            ..ProjectChange::default()
        };
        let renamed = change_project(&sql, old.key, change).unwrap().unwrap();
        assert_eq!((renamed.name.as_str(), &renamed.origins), ("Shop", &origins));
        assert_eq!(renamed.settings, changed.settings);
        let none = change_project(&sql, old.key, ProjectChange::default()).unwrap();
        assert_eq!(none, Some(renamed));
    }

    #[test]
    fn what_is_not_there_is_not_changed() {
        let (sql, old) = (Native::directory(), row());
        assert_eq!(change_project(&sql, old.key, ProjectChange::default()).unwrap(), None);
        add_project(&sql, &old).unwrap();
        delete_project(&sql, old.key, UnixMillis(8)).unwrap();
        let change = ProjectChange { name: Some("back".into()), ..ProjectChange::default() };
        assert_eq!(change_project(&sql, old.key, change).unwrap(), None);
        assert_eq!(project(&sql, old.key).unwrap(), ProjectLookup::Deleted);
    }

    #[test]
    fn settings_of_another_build_are_read() {
        assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), Settings::default());
        assert_eq!(serde_json::from_str::<Settings>(r#"{"later":1}"#).unwrap(), Settings::default());
    }
}
