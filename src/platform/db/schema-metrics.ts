/** Tables of the metrics: derived from the event log alone, emptied and filled again at any time. */
export type MetricSchema = {
  /** One row: what the tables were counted by, and up to which event. */
  metric_head: { id: string; formula: string; seq: number }
  /** How one event changed what is counted; see `Entry` in insight/metrics. */
  metric_entry: {
    metric: string
    subject_id: string
    slot: string
    seq: number
    delta: number
    day: string
    known_on: string
    unit: string
    dim: string
    outcome: string
  }
  /** The entries added up by day: what pages read. */
  metric_daily: {
    metric: string
    day: string
    known_on: string
    unit: string
    dim: string
    outcome: string
    cases: number
  }
  /** A report as it was made; never changed. A later figure is another row beside it. */
  metric_report: {
    id: string
    kind: 'daily' | 'monthly' | 'public'
    /** First and last day of the period. */
    period_from: string
    period_to: string
    /** The last day whose events it knows. */
    as_of: string
    formula: string
    content: string
    created_at: string
    created_by: string
  }
}
