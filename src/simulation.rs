//! A company and an intruder, simulated: real event logs with known truth, for the sample case, tests and benches.
//!
//! A [`Plan`] says how large and how long; its seed decides all chance, so that the same plan writes the same bytes. Day after
//! day, [`employees`], [`programs`], [`administration`] and in the last days the [`intruder`] put on the [`stage`] what happens;
//! [`background`] adds what else such logs hold; then the day is sorted and written through the EVTX writer, a file for each
//! log that is collected. Memory holds one day, whatever the length of the case. What really happened is told by a
//! [`truth::GroundTruth`].
//!
//! Not shipped: the wasm programs are built without the feature `writer`.

pub mod administration;
pub mod background;
pub mod calendar;
pub mod company;
mod deed;
pub mod employees;
pub mod intruder;
pub mod logs;
pub mod names;
pub mod programs;
mod random;
mod records;
mod run;
pub mod stage;
mod tell;
pub mod truth;
pub mod volume;

pub use run::simulate;
pub use volume::Volume;

use crate::evidence::evtx::writer::WriteError;
use intruder::INTRUDER_DAYS;

/// What is to be simulated.
#[derive(Clone, PartialEq, Debug)]
pub struct Plan {
    /// Decides all chance.
    pub seed: u64,
    /// The first day, `2024-09-02`.
    pub start: String,
    /// How many days.
    pub days: u32,
    /// How many people work there; `None` for as many as the volume needs.
    pub employees: Option<u32>,
    /// Servers beside the domain controllers.
    pub servers: u32,
    /// Domain controllers.
    pub controllers: u32,
    /// How much happens.
    pub volume: Volume,
    /// The share of logons (4624, 4625, 4768, 4769, 4776) among all records, above 0 and at most 1.
    pub logon_share: f64,
    /// Whether the intruder comes.
    pub intruder: bool,
    /// Which logs are collected.
    pub collection: Collection,
}

/// Which logs are collected.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Collection {
    /// The Security log of the first domain controller only.
    OneController,
    /// Those of all domain controllers and servers, and of the workstations that matter to the story; Remote Desktop's logs and
    /// the System logs of the servers of the story.
    Case,
}

impl Default for Plan {
    /// A month of forty people, eight servers and two domain controllers, with an intruder; an office's usual volume.
    fn default() -> Self {
        Self {
            seed: 7,
            start: "2024-09-02".to_owned(),
            days: 31,
            employees: None,
            servers: 8,
            controllers: 2,
            volume: Volume::Natural(1.0),
            logon_share: 0.25,
            intruder: true,
            collection: Collection::Case,
        }
    }
}

impl Plan {
    /// The sample case that is shipped with the page and told in `docs/sample-case.md`. Its people use servers less often than
    /// an office's would, and its logs hold fewer other records, so that it is small.
    pub fn sample_case() -> Self {
        Self { employees: Some(40), volume: Volume::Natural(0.25), logon_share: 0.55, ..Self::default() }
    }

    fn check(&self) -> Result<(), SimulationError> {
        let wrong = |what: &str| Err(SimulationError::Plan(what.to_owned()));
        match self {
            plan if plan.days == 0 => wrong("it needs at least one day"),
            plan if plan.controllers == 0 => wrong("it needs at least one domain controller"),
            plan if plan.servers < 3 => wrong("it needs at least three servers"),
            plan if plan.employees.is_some_and(|employees| !(8..=1_000_000).contains(&employees)) => {
                wrong("it needs 8 to 1000000 employees")
            }
            plan if !(plan.logon_share > 0.0 && plan.logon_share <= 1.0) => {
                wrong("the share of logons is above 0 and at most 1")
            }
            plan if plan.intruder && plan.days <= INTRUDER_DAYS => wrong("the intruder needs more than six days"),
            _ => Ok(()),
        }
    }
}

/// Why a case could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// The plan cannot be carried out.
    #[error("the plan cannot be carried out: {0}")]
    Plan(String),
    /// No such day.
    #[error("no such date, zone or span: {0}")]
    Date(String),
    /// A file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}
