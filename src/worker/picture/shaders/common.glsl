#version 300 es
precision highp float;
precision highp int;
uniform vec3 u_picture; // half width, half height in CSS pixels; device pixels per CSS pixel
