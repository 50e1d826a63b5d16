/** What a person answers to the questions that the plan of the sample service asks, by the words they begin with. */
export const sampleAnswers: Readonly<Record<string, string>> = {
  'Which kubectl context': 'shop-production',
  'Which image tag': '1.5.0',
  'Which exact command applies': 'psql "$DATABASE_URL" --file migrations/002_add_delivery_slot.sql',
  'Who is on call': 'Ben Ortiz (+49 30 1234567)',
  'Who is called when': 'Site lead (+49 30 7654321)',
  'URL of the dashboard': 'https://grafana.shop.example/d/checkout',
  'Where do critical alerts': '#pagerduty',
  'Where do warnings': '#alerts',
  'Where do complaints': 'Support desk, read by Cem Aydin',
};
