import { render } from 'preact';
import { keepAwake, noMenus, watchFullScreen } from '../shared/screen.ts';
import { heedNewSecrets } from '../shared/secrets.ts';
import { App } from './App.tsx';
import { keepPass } from './pass.ts';
import './style.css';

heedNewSecrets();
noMenus();
keepAwake();
watchFullScreen();
keepPass();
render(<App />, document.querySelector('#page') ?? document.body);
