import { describe, expect, it } from 'vitest';
import { publishedFacts } from '../../../../../src/core/facts/publishedFacts';
import { factsOf } from '../../../../support/aWorkspace';

/** The flags that a service keeps by itself, with where they stand. */
const ownOf = (texts: Readonly<Record<string, string>>): readonly string[] =>
  publishedFacts(factsOf(texts)).otherFlags.flatMap(({ id, key = '', evidence }) =>
    id === 'own' ? [`${key} ${evidence.map(({ file, line }) => `${file}:${String(line)}`).join(' ')}`] : [],
  );

describe('flags that stand in a file of the service', () => {
  const features =
    '# Feature flags of the shop\ncart:\n  enabled: true\n  rows: 10\n  use_new_totals: false\n  round: true\nflags:\n  gifts: true\n  debug: false\n';

  it('are what it turns on and off, where code reads it by its name', () => {
    const loader = 'features = yaml.safe_load(open("config/features.yaml"))\n';
    expect(ownOf({ 'shop/loader.py': loader, 'config/features.yaml': features })).toEqual([
      'cart config/features.yaml:3',
      'cart.use_new_totals config/features.yaml:5',
      'gifts config/features.yaml:8',
    ]);
    expect(ownOf({ 'shop/loader.py': 'a = 1\n', 'config/features.yaml': features })).toEqual([]);
    // What models learn from.
    expect(ownOf({ 'shop/loader.py': loader, 'config/features.yaml': 'price:\n  enabled: true\n' })).toEqual([]);
  });

  it('are the same in all environments, and described where their state is kept elsewhere', () => {
    expect(
      ownOf({
        'config/application.rb': 'config.feature_flags = config_for(:feature_flags)\n',
        'config/feature_flags.yml':
          'default: &default\n  guests: true\nproduction:\n  <<: *default\ntest:\n  guests: false\n',
      }),
    ).toEqual(['guests config/feature_flags.yml:6']);
    expect(
      ownOf({
        'app/helpers/cart.rb': 'FeatureFlags::FeatureFlag.active?(:gifts)\n',
        'config/feature_flags.yml':
          'feature_flags:\n  gifts:\n    author: Anna\n    description: Gifts in the cart.\n  tips:\n    description: Tips.\n',
      }).map((each) => each.split(' ')[0]),
    ).toEqual(['gifts', 'tips']);
  });

  it('are left to the keys that fill them from the environment', () => {
    expect(
      ownOf({
        'app/lib/flags.rb': 'YAML.load_file("config/feature_flags.yml")\n',
        'config/feature_flags.yml': 'gifts:\n  local: <%= ENV.fetch("GIFTS", true) %>\n  production: true\n',
      }),
    ).toEqual([]);
  });
});
