import { render } from 'preact';
import { heedNewSecrets } from '../shared/secrets.ts';
import { App } from './App.tsx';
import './style.css';

heedNewSecrets();
render(<App />, document.querySelector('#page') ?? document.body);
