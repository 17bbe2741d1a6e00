// SPDX-License-Identifier: MIT
//
// Uses what its library lacks when it runs. Each method says that it has been entered, so that one sees whether it
// failed when it was compiled or when the instruction was reached.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

class Deriving : Base {
	public override int Call () { return 2; }
}

class Implementing : IContract {
	public int First () { return 1; }
}

class WithGoneField {
	public GoneClass Field;
	public static GoneClass Static;
	public int Number = 5;
}

class WithGoneStruct {
	public GoneStruct Field;
	public int Number = 5;
}

class DerivingGone : GoneClass {
	public int Number = 5;
}

class ImplementingGone : IGone {
	public int Call () { return 1; }
}

class Generic<T> {
	public static string Name () { return typeof (T).Name; }
	public T Value;
}

static class Helpers {
	public static string Name<T> () { return typeof (T).Name; }
	public static object TakesGone (GoneClass gone) { Console.Write ("taken, "); return gone; }
	public static object TakesGoneStruct (GoneStruct gone) { Console.Write ("taken, "); return gone; }
	public static GoneClass GivesGone () { Console.Write ("given, "); return null; }
	public static int Twice (int a) { return 2 * a; }
}

static class Callees {
	static void Entered () { Console.Write ("entered, "); }

	public static object NewClass () { Entered (); return new GoneClass (); }
	public static object NewClassNotReached (bool reach) { Entered (); return reach ? new GoneClass () : null; }
	public static int StaticCall () { Entered (); return GoneClass.Method (); }
	public static int StaticCallNotReached (bool reach) { Entered (); return reach ? GoneClass.Method () : 0; }
	public static int VirtualCall () { Entered (); GoneClass gone = null; return gone.Virtual (); }
	public static int FieldOfGone () { Entered (); GoneClass gone = null; return gone.Field; }
	public static int StaticOfGone () { Entered (); return GoneClass.Static; }
	public static object StaticOfGoneStored () { Entered (); GoneClass.Static = 3; return 0; }
	public static object Cast (object value) { Entered (); return (GoneClass) value; }
	public static bool Is (object value) { Entered (); return value is GoneClass; }
	public static object As (object value) { Entered (); return value as GoneClass; }
	public static object NewArray () { Entered (); return new GoneClass [2]; }
	public static object NewMatrix () { Entered (); return new GoneClass [2, 2]; }
	public static object TypeOf () { Entered (); return typeof (GoneClass); }
	public static object TypeOfNotReached (bool reach) { Entered (); return reach ? typeof (GoneClass) : null; }
	public static object NewGeneric () { Entered (); return new GoneGeneric<int> (); }
	public static object ListOfGone () { Entered (); return new List<GoneClass> (); }
	public static object ListOfGoneStruct () { Entered (); return new List<GoneStruct> (); }
	public static object Box () { Entered (); return new GoneStruct (); }
	public static int Unbox (object value) { Entered (); return ((GoneStruct) value).Number; }
	public static int LocalStruct () { Entered (); GoneStruct gone; gone.Number = 5; return gone.Number; }
	public static object Default () { Entered (); return default (GoneStruct); }
	public static object BoxEnum () { Entered (); return GoneEnum.One; }
	public static string EnumText () { Entered (); GoneEnum one = GoneEnum.One; return one.ToString (); }
	public static int Interface (object value) { Entered (); return ((IGone) value).Call (); }
	public static object NewDelegate () { Entered (); return new GoneDelegate (Helpers.Twice); }
	public static object Throw (bool reach) { Entered (); if (reach) throw new GoneException (); return 0; }
	public static object Catch (bool fail)
	{
		Entered ();
		try {
			if (fail)
				throw new InvalidOperationException ();
			return 1;
		} catch (GoneException) {
			return 2;
		}
	}
	public static string GenericMethod () { Entered (); return Helpers.Name<GoneClass> (); }
	public static string GenericClass () { Entered (); return Generic<GoneStruct>.Name (); }
	public static object Parameter () { Entered (); return Helpers.TakesGone (null); }
	public static object StructParameter () { Entered (); return Helpers.TakesGoneStruct (default (GoneStruct)); }
	public static object Result () { Entered (); return Helpers.GivesGone (); }

	public static int GoneField () { Entered (); return new Kept ().Gone; }
	public static int GoneFieldNotReached (bool reach) { Entered (); return reach ? new Kept ().Gone : 0; }
	public static object StoreGoneField () { Entered (); new Kept ().Gone = 3; return 0; }
	public static int GoneFieldAddress () { Entered (); return Increase (ref new Kept ().Gone); }
	public static int GoneStaticField () { Entered (); return Kept.StaticGone; }
	public static object StoreGoneStaticField () { Entered (); Kept.StaticGone = 3; return 0; }
	public static int GoneStaticFieldAddress () { Entered (); return Increase (ref Kept.StaticGone); }
	static int Increase (ref int place) { return ++place; }
	public static object GoneConstructor () { Entered (); return new Kept ("gone"); }
	public static int GoneMethod () { Entered (); return new Kept ().GoneMethod (); }
	public static int GoneMethodNotReached (bool reach) { Entered (); return reach ? new Kept ().GoneMethod () : 0; }
	public static int GoneStaticMethod () { Entered (); return Kept.GoneStatic (); }
	public static int GoneVirtualMethod () { Entered (); return new Kept ().GoneVirtual (); }
	public static int GoneGenericMethod () { Entered (); return Kept.GoneGeneric (5); }
	public static int GoneProperty () { Entered (); return new Kept ().GoneProperty; }
	public static object GoneEvent () { Entered (); new Kept ().GoneEvent += null; return 0; }
	public static object GoneFunction () { Entered (); return new Func<int> (Kept.GoneStatic); }
	public static object GoneVirtualFunction () { Entered (); return new Func<int> (new Kept ().GoneVirtual); }
	public static int ChangedParameter () { Entered (); return new Kept ().Changed (5); }
	public static int ChangedStaticParameter () { Entered (); return Kept.ChangedStatic ("a"); }
	public static object ChangedFieldType () { Entered (); return new Kept ().ChangedField; }
	public static object ChangedStaticFieldType () { Entered (); return Kept.ChangedStaticField; }
	public static int ChangedVirtualResult () { Entered (); return new Kept ().ChangedVirtual (); }
	public static object ChangedResult () { Entered (); new Kept ().ChangedResult (); return 0; }
	public static int StaticBefore () { Entered (); return Kept.StaticBefore (); }
	public static int Present () { Entered (); return new Kept ().Present + Kept.StaticPresent; }

	public static object NewDeriving () { Entered (); return new Deriving ().Call (); }
	public static object NewImplementing () { Entered (); return new Implementing ().First (); }
	public static object NewWithGoneField () { Entered (); return new WithGoneField ().Number; }
	public static object StaticWithGoneType () { Entered (); return WithGoneField.Static; }
	public static object NewWithGoneStruct () { Entered (); return new WithGoneStruct ().Number; }
	public static object NewDerivingGone () { Entered (); return new DerivingGone ().Number; }
	public static object NewImplementingGone () { Entered (); return new ImplementingGone ().Call (); }
	public static object NewOfGeneric () { Entered (); return new Generic<GoneClass> ().Value; }
	public static object Hidden () { Entered (); return Open.Create ().Hidden (); }
	public static object HiddenField () { Entered (); return Open.Create ().HiddenField; }
	public static object HiddenNested () { Entered (); return Open.Nested.Method (); }
	public static object Abstract () { Entered (); return new Instantiable (); }
	public static object Grown () { Entered (); return new Size { A = 5 }.A; }
}

// Calls without reflection: the exception comes out of the call
static class Callers {
	static string Try (Func<object> call)
	{
		try {
			return (call () ?? "null").ToString ();
		} catch (Exception exception) {
			return exception.GetType () + (exception.StackTrace.Contains ("Callers") ? " in a caller" : " elsewhere");
		}
	}

	public static void Run ()
	{
		Console.WriteLine (Try (() => Callees.NewClass ()));
		Console.WriteLine (Try (() => Callees.StaticCallNotReached (false)));
		Console.WriteLine (Try (() => Callees.GoneField ()));
		Console.WriteLine (Try (() => Callees.GoneFieldNotReached (false)));
		Console.WriteLine (Try (() => Callees.GoneMethodNotReached (false)));
		Console.WriteLine (Try (() => Callees.GoneStaticMethod ()));
		Console.WriteLine (Try (() => Callees.TypeOf ()));
		Console.WriteLine (Try (() => Callees.Cast (null)));
		Console.WriteLine (Try (() => Callees.NewDeriving ()));
		Console.WriteLine (Try (() => Callees.Hidden ()));
		Console.WriteLine (Try (() => Callees.HiddenField ()));
		Console.WriteLine (Try (() => Callees.Abstract ()));
		// A second time: the failure is not remembered as code
		Console.WriteLine (Try (() => Callees.NewClass ()));
		Console.WriteLine (Try (() => Callees.GoneField ()));
		Console.WriteLine (Try (() => Callees.Present ()));
	}
}

static class Program {
	static void Main ()
	{
		Callers.Run ();
		foreach (var method in typeof (Callees).GetMethods (System.Reflection.BindingFlags.Public |
			System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.DeclaredOnly)) {
			var parameters = method.GetParameters ();
			if (parameters.Length == 0)
				Run (method.Name, () => Invoke (method, null));
			else if (parameters [0].ParameterType == typeof (bool))
				foreach (bool reach in new [] { false, true })
					Run (method.Name + " " + reach, () => Invoke (method, reach));
			else
				foreach (object value in new object [] { null, "text" })
					Run (method.Name + " " + (value ?? "null"), () => Invoke (method, value));
		}
	}

	// What the method throws, not what reflection makes of it
	static object Invoke (System.Reflection.MethodInfo method, object argument)
	{
		try {
			return method.Invoke (null, method.GetParameters ().Length == 0 ? null : new [] { argument });
		} catch (System.Reflection.TargetInvocationException exception) {
			return exception.InnerException.GetType ();
		}
	}

	static void Run (string name, Func<object> method)
	{
		Console.Write (name + ": ");
		try {
			Console.WriteLine (method () ?? "null");
		} catch (Exception exception) {
			Console.WriteLine ("thrown to the caller: " + exception.GetType ());
		}
	}
}
