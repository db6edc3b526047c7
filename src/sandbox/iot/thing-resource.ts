/** A property of a Thing (in the cloud's user interface: a variable). */
export interface Property {
  readonly id: string;
  readonly href: string;
  readonly thing_id: string;
  readonly created_at: string;
  updated_at: string;
  name: string;
  variable_name: string;
  type: string;
  permission: string;
  update_strategy: string;
  persist: boolean;
  last_value: unknown;
  /** To the millisecond; absent until the first publish. */
  value_updated_at?: string;
}

export interface Thing {
  readonly id: string;
  readonly href: string;
  readonly user_id: string;
  readonly created_at: string;
  updated_at: string;
  name: string;
  timezone: string;
  /** Whether `webhook_uri` is called when a property was written. */
  webhook_active: boolean;
  webhook_uri: string;
  readonly properties: Property[];
}
