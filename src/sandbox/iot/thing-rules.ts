import { type Static, type StringOptions, type TSchema, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { Refusal } from '../refusal.ts';
import type { Property } from './thing-resource.ts';

const HOME_TYPES =
  `COLORED_LIGHT DIMMED_LIGHT LIGHT CONTACT_SENSOR MOTION_SENSOR SMART_PLUG TEMPERATURE TEMPERATURE_C
  TEMPERATURE_F SWITCH`.split(/\s+/);

/** What a property may be. */
const TYPES = [
  ...HOME_TYPES.flatMap((type) => [`HOME_${type}`, `GOOGLE_HOME_${type}`, `SMART_HOME_${type}`]),
  'HOME_TELEVISION',
  'SMART_HOME_TELEVISION',
  ...`ANALOG CHARSTRING FLOAT INT LENGHT_C LENGHT_I LENGHT_M PERCENTAGE STATUS TEMPERATURE_C TEMPERATURE_F METER
    KILOGRAM GRAM SECOND AMPERE KELVIN CANDELA MOLE HERTZ RADIAN STERADIAN NEWTON PASCAL JOULE WATT COULOMB VOLT FARAD
    OHM SIEMENS WEBER TESLA HENRY DEGREES_CELSIUS LUMEN LUX BECQUEREL GRAY SIEVERT KATAL SQUARE_METER CUBIC_METER LITER
    METER_PER_SECOND METER_PER_SQUARE_SECOND CUBIC_METER_PER_SECOND LITER_PER_SECOND WATT_PER_SQUARE_METER
    CANDELA_PER_SQUARE_METER BIT BIT_PER_SECOND DEGREES_LATITUDE DEGREES_LONGITUDE PH_VALUE DECIBEL DECIBEL_1W BEL COUNT
    RATIO_DIV RATIO_MOD PERCENTAGE_RELATIVE_HUMIDITY PERCENTAGE_BATTERY_LEVEL SECONDS_BATTERY_LEVEL EVENT_RATE_SECOND
    EVENT_RATE_MINUTE HEART_RATE HEART_BEATS SIEMENS_PER_METER LOCATION COLOR_HSB COLOR_RGB GENERIC_COMPLEX_PROPERTY
    ENERGY FORCE TEMPERATURE POWER ELECTRIC_CURRENT ELECTRIC_POTENTIAL ELECTRICAL_RESISTANCE CAPACITANCE TIME FREQUENCY
    DATA_RATE ACCELERATION AREA LENGTH VELOCITY MASS VOLUME FLOW_RATE ANGLE ILLUMINANCE LUMINOUS_FLUX LUMINANCE
    LUMINOUS_INTENSITY LOGARITHMIC_QUANTITY PRESSURE INFORMATION_CONTENT SCHEDULE`.split(/\s+/),
];

const text = (title: string, rules: StringOptions = {}) => Type.String({ title, ...rules });

const oneOf = (...values: string[]) =>
  Type.Union(
    values.map((value) => Type.Literal(value)),
    { title: `one of ${values.join(', ')}` },
  );

/** Names, lengths and values are those of the OpenAPI description that Arduino's own clients are made from. */
const ThingShape = Type.Object({
  name: Type.Optional(text('1 to 64 of [a-zA-Z0-9_. -]', { pattern: '^[a-zA-Z0-9_. -]+$', maxLength: 64 })),
  timezone: Type.Optional(text('a time zone')),
  webhook_active: Type.Optional(Type.Boolean({ title: 'true or false' })),
  webhook_uri: Type.Optional(text('a text')),
});

const PropertyShape = Type.Object({
  name: text('a text', { minLength: 1 }),
  type: oneOf(...TYPES),
  permission: oneOf('READ_ONLY', 'READ_WRITE'),
  update_strategy: oneOf('ON_CHANGE', 'TIMED'),
  variable_name: text('an identifier', { pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$', maxLength: 64 }),
  persist: Type.Boolean({ title: 'true or false' }),
});

const ACCEPTS: Record<string, (value: unknown) => boolean> = {
  INT: Number.isInteger,
  FLOAT: Number.isFinite,
  CHARSTRING: (value) => typeof value === 'string',
  STATUS: (value) => typeof value === 'boolean',
};

/** Whether a property of this type takes the value; of types that roomcal never writes, any value will do. */
export function accepts(type: string, value: unknown): boolean {
  return value !== undefined && (ACCEPTS[type]?.(value) ?? true);
}

/** The Thing that a request defines. Throws 400 where its name is none. */
export const thingIn = reader(ThingShape);

const readProperty = reader(PropertyShape);

/**
 * The property that a request defines, for a Thing that has `others`. Throws 400 where something is missing or is not
 * what it may be, or where another property has its variable: the calls on properties know no 409.
 */
export function propertyIn(
  definition: Partial<Property>,
  others: readonly Property[],
): Static<typeof PropertyShape> {
  const property = readProperty({ variable_name: definition.name, persist: true, ...definition });
  const { variable_name } = property;
  if (others.some((other) => other.variable_name === variable_name)) {
    throw badRequest(`variable_name "${variable_name}" is used by another property of this thing`);
  }
  return property;
}

function reader<T extends TSchema>(schema: T): (definition: unknown) => Static<T> {
  const compiled = TypeCompiler.Compile(schema);
  return (definition) => {
    const departure = compiled.Check(definition) ? undefined : compiled.Errors(definition).First();
    if (!departure) return definition as Static<T>;
    const attribute = `attribute "${departure.path.slice(1)}" of request`;
    throw badRequest(
      departure.value === undefined
        ? `${attribute} is missing and required`
        : `${attribute} must be ${departure.schema.title}`,
    );
  };
}

const badRequest = (detail: string) => new Refusal(400, undefined, detail);
