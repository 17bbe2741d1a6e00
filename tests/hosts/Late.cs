// SPDX-License-Identifier: MIT
//
// What Users.il misses.
public struct Value { public int Number; }
public class Base { public virtual void Method () {} public void Other (Value value) {} }
public interface IThing {}
public class LateAttribute : System.Attribute {}
