// SPDX-License-Identifier: MIT
//
// Compiled twice: complete, for the compiler of Missing.cs; and without what is inside #if, to run with.
using System;

#if COMPLETE
public class GoneClass {
	public int Field;
	public static int Static;
	public GoneClass () { }
	public virtual int Virtual () { return 1; }
	public static int Method () { return 2; }
}

public class GoneGeneric<T> {
	public T Value;
}

public struct GoneStruct {
	public int Number;
}

public interface IGone {
	int Call ();
}

public enum GoneEnum { One = 1 }

public class GoneException : Exception { }

public delegate int GoneDelegate (int a);

public class GoneAttribute : Attribute { }
#endif

public class Kept {
	public int Present = 3;
	public static int StaticPresent = 4;
#if COMPLETE
	public int Gone = 5;
	public static int StaticGone = 6;
	public Kept (string gone) { }
	public int GoneMethod () { return 7; }
	public static int GoneStatic () { return 8; }
	public virtual int GoneVirtual () { return 9; }
	public static T GoneGeneric<T> (T value) { return value; }
	public int GoneProperty { get; set; }
	public event Action GoneEvent { add { } remove { } }
#endif
	public Kept () { }

#if COMPLETE
	public int Changed (int a) { return a; }
	public static int ChangedStatic (string a) { return 10; }
	public int ChangedField;
	public static long ChangedStaticField;
	public virtual int ChangedVirtual () { return 11; }
	public void ChangedResult () { }
	public static int StaticBefore () { return 12; }
#else
	public int Changed (long a) { return (int) a; }
	public static int ChangedStatic (object a) { return 10; }
	public string ChangedField;
	public static int ChangedStaticField;
	public virtual long ChangedVirtual () { return 11; }
	public int ChangedResult () { return 1; }
	public int StaticBefore () { return 12; }
#endif
}

#if COMPLETE
public class Base {
	public virtual int Call () { return 1; }
}

public interface IContract {
	int First ();
}

public class Open {
	protected Open () { }
	public static Open Create () { return new Open (); }
	public int Hidden () { return 13; }
	public int HiddenField = 14;
	public class Nested { public static int Method () { return 15; } }
}

public class Instantiable { public Instantiable () { } }
public struct Size { public int A; }
#else
public abstract class Base {
	public abstract int Call ();
	public abstract int Added ();
}

public interface IContract {
	int First ();
	int Second ();
}

public class Open {
	protected Open () { }
	public static Open Create () { return new Open (); }
	private int Hidden () { return 13; }
	private int HiddenField = 14;
	private class Nested { public static int Method () { return 15; } }
}

public abstract class Instantiable { public Instantiable () { } }
public struct Size { public int A; public long B, C; }
#endif
